import { NotVerified } from '../../../consent/ledger/not-verified.js';
import { type Arguments, type Command, UsageError } from '../command.js';
import type { Io } from '../io.js';
import { givenKeys } from '../verify/given-keys.js';
import { verifyLog } from '../verify/log.js';
import { NOT_VERIFIED } from '../verify/verdict.js';

type Verify = (what: string, values: Arguments['values'], out: Io['out']) => Promise<void>;

const textOf = (option: unknown): string | null => (typeof option === 'string' ? option : null);

const WAYS: Readonly<Record<string, Verify>> = {
  async log(url, values, out) {
    if (!/^https?:\/\//.test(url)) throw new UsageError('verify log URL: give http://... or https://...');
    await verifyLog({ url, keys: await givenKeys(values.vkey), statePath: textOf(values.state) }, out);
  },
};

export const verify: Command = {
  summary: 'verifies a receipt, a log or the database, trusting nobody',
  help: `assent verify log URL [--vkey FILE|KEY] [--state FILE]

  Follows the ledger that is served at URL/log/ from its tiles alone: every entry, every tile, the root that was
  signed, and that each grant was used 1, 2, 3 ... of N and never after its end.

  --vkey FILE|KEY    verifier keys of the log, and of witnesses; without, the log's own word is taken at the first time
  --state FILE       where the last checkpoint is kept; the next time only what is new is read, and the log must go on
                     from there

  Ends with 0 if all is verified, with 1 if not, naming the first thing that is wrong, with 2 if called wrongly.
`,
  options: {
    vkey: { type: 'string' },
    state: { type: 'string' },
  },
  async run({ values, positionals: [way = '', what, ...more] }, { out }) {
    const verifyIt = Object.hasOwn(WAYS, way) ? WAYS[way]! : null;
    if (verifyIt === null || what === undefined || more.length > 0)
      throw new UsageError('say what to verify: log URL');
    try {
      await verifyIt(what, values, out);
      return 0;
    } catch (error) {
      if (!(error instanceof NotVerified)) throw error;
      out.write(`${NOT_VERIFIED}\n  ${error.message}\n`);
      return 1;
    }
  },
};
