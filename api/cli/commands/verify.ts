import { InvalidArgumentError } from 'commander';
import { VerificationError } from '../../../consent/ledger/format/verification-error.js';
import { helpText } from '../command/help-text.js';
import { type DefineCommand, UsageError } from '../command/invocation.js';
import { verifyDatabase } from '../verify/database.js';
import { givenKeys } from '../verify/given-keys.js';
import { verifyLog } from '../verify/log.js';
import { verifyReceiptFiles } from '../verify/receipt.js';
import { NOT_VERIFIED, type Verdict } from '../verify/verdict.js';

interface LogOptions {
  readonly vkey?: string;
  readonly state?: string | null;
}

interface ReceiptOptions {
  readonly jwks: string;
  readonly proof: string;
  readonly vkey: string;
  readonly opening?: string;
}

const VKEY = '--vkey <FILE|KEY>';
const STATE = '--state <FILE>';
const STATE_HELP =
  "where the last checkpoint is kept, out of the platform's reach; the next time the log must continue it";

function opening(text: string): string {
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new InvalidArgumentError('It must be 64 hexadecimal digits.');
  return text;
}

const keysOrNull = async (vkey: string | undefined) => (vkey === undefined ? null : givenKeys(vkey));

export const verify: DefineCommand = (program, invocation) => {
  /** Names the first thing that is wrong, if anything is, and lets the process end with 1. */
  const verdict = async (verification: () => Promise<Verdict>) => {
    try {
      const { value, words } = await verification();
      invocation.result({ verified: true, ...value }, words);
    } catch (error) {
      if (!(error instanceof VerificationError)) throw error;
      const { message } = error;
      invocation.result({ verified: false, fault: message }, `${NOT_VERIFIED}\n  ${message}\n`);
      invocation.exitCode = 1;
    }
  };

  const command = program
    .command('verify')
    .summary('verifies a receipt, a log or the database')
    .description(
      helpText(`
        Verifies a receipt, a log or the database, and trusts nobody.

        Ends with 0 if all is verified, with 1 if not, naming the first thing that is wrong, with 2 if called
        wrongly.`),
    );

  command
    .command('receipt <FILE>')
    .summary("a receipt of a disclosure, or a grant's artefact, from files alone")
    .description(
      helpText(`
        Verifies a receipt of a disclosure or a grant's artefact without asking anyone: the platform signed it, and the
        same entry is in the log.`),
    )
    .requiredOption('--jwks <FILE>', "the platform's public keys: URL/.well-known/jwks.json")
    .requiredOption('--proof <FILE>', 'the proof of the entry: inclusionProof of the API')
    .requiredOption(VKEY, 'verifier keys of the log, and of witnesses, one on each line')
    .option('--opening <HEX>', 'commitmentOpening of the grant: verifies its ids and exact time too', opening)
    .action((receipt: string, { jwks, proof, vkey, opening }: ReceiptOptions) =>
      verdict(async () => verifyReceiptFiles({ receipt, jwks, proof, keys: await givenKeys(vkey), opening })),
    );

  command
    .command('log <URL>')
    .summary('the log that is served at URL/log/')
    .description(
      helpText(`
        Follows the log from its tiles alone: every entry, every tile, the root that was signed, and that each grant
        was used 1, 2, 3 ... of N and never after its end.`),
    )
    .option(VKEY, "verifier keys of the log and of witnesses; without, the log's own word the first time")
    .option(STATE, `${STATE_HELP}, and only new entries are read`)
    .action((url: string, { vkey, state = null }: LogOptions) => {
      if (!/^https?:\/\//.test(url)) throw new UsageError('URL must begin with http:// or https://.');
      return verdict(async () =>
        verifyLog({ url, keys: await keysOrNull(vkey), statePath: state }, invocation.out),
      );
    });

  command
    .command('database')
    .summary('the rows of the database')
    .description(
      helpText(`
        Derives the log anew from the rows of the database, and points at the first that was changed, removed,
        reordered or inserted.`),
    )
    .option(VKEY, "verifier keys of the log and of witnesses; without, the platform's own keys")
    .option(STATE, STATE_HELP)
    .action(({ vkey, state = null }: LogOptions) =>
      verdict(async () => verifyDatabase({ keys: await keysOrNull(vkey), statePath: state })),
    );
};
