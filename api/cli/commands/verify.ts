import { VerificationError } from '../../../consent/ledger/format/verification-error.js';
import type { Io } from '../../../datacenter/io.js';
import { type Arguments, type Command, UsageError } from '../command/command.js';
import { verifyDatabase } from '../verify/database.js';
import { givenKeys } from '../verify/given-keys.js';
import { verifyLog } from '../verify/log.js';
import { verifyReceiptFiles } from '../verify/receipt.js';
import { NOT_VERIFIED } from '../verify/verdict.js';

type Verify = (what: string, values: Arguments['values'], out: Io['out']) => Promise<void>;

const textOf = (option: unknown): string | null => (typeof option === 'string' ? option : null);

/** An option that this way can't do without. */
function needed(values: Arguments['values'], name: string): string {
  const value = textOf(values[name]);
  if (value === null) throw new UsageError(`--${name} is missing.`);
  return value;
}

const WAYS: Readonly<Record<string, Verify>> = {
  async receipt(receipt, values, out) {
    if (receipt === '') throw new UsageError('verify receipt FILE: FILE is missing.');
    const [jwks, proof] = [needed(values, 'jwks'), needed(values, 'proof')];
    const keys = (await givenKeys(needed(values, 'vkey')))!;
    await verifyReceiptFiles({ receipt, jwks, proof, keys }, out);
  },
  async log(url, values, out) {
    if (!/^https?:\/\//.test(url)) throw new UsageError('verify log URL: URL is http://... or https://...');
    await verifyLog({ url, keys: await givenKeys(values.vkey), statePath: textOf(values.state) }, out);
  },
  async database(nothing, values, out) {
    if (nothing !== '') throw new UsageError('verify database takes no argument.');
    await verifyDatabase({ keys: await givenKeys(values.vkey), statePath: textOf(values.state) }, out);
  },
};

export const verify: Command = {
  summary: 'verifies a receipt, a log or the database',
  help: `assent verify receipt FILE --jwks FILE --proof FILE --vkey FILE|KEY
assent verify log URL [--vkey FILE|KEY] [--state FILE]
assent verify database [--vkey FILE|KEY] [--state FILE]

  receipt: a receipt of a disclosure or a grant's artefact, without asking anyone: signed by the platform, and the same
  entry is in the log.
  log: follows the log that is served at URL/log/ from its tiles alone: every entry, every tile, the root that was
  signed, and that each grant was used 1, 2, 3 ... of N and never after its end.
  database: derives the log anew from the rows of the database, and points at the first that was changed, removed,
  reordered or inserted.

  --jwks FILE        the platform's public keys: URL/.well-known/jwks.json
  --proof FILE       the proof of the entry: inclusionProof of the API
  --vkey FILE|KEY    verifier keys of the log, and of witnesses, one a line. Without: of a log, its own word at the first
                     time and what was kept from then on; of the database, the platform's own keys
  --state FILE       where the last checkpoint is kept, out of the platform's reach. The next time the log must go on
                     from there, and of a log only what is new is read

  Ends with 0 if all is verified, with 1 if not, naming the first thing that is wrong, with 2 if called wrongly.
`,
  options: {
    jwks: { type: 'string' },
    proof: { type: 'string' },
    vkey: { type: 'string' },
    state: { type: 'string' },
  },
  async run({ values, positionals: [way = '', what = '', ...more] }, { out }) {
    const verifyIt = Object.hasOwn(WAYS, way) ? WAYS[way]! : null;
    if (verifyIt === null) throw new UsageError('say what to verify: receipt FILE, log URL or database.');
    if (more.length > 0) throw new UsageError(`too many arguments: ${more.join(' ')}`);
    try {
      await verifyIt(what, values, out);
      return 0;
    } catch (error) {
      if (!(error instanceof VerificationError)) throw error;
      out.write(`${NOT_VERIFIED}\n  ${error.message}\n`);
      return 1;
    }
  },
};
