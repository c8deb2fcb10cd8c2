import { type OpenedCheckpoint, openCheckpoint } from '../../../consent/ledger/format/checkpoint.js';
import { parseVerifierKey } from '../../../consent/ledger/format/signed-note.js';
import type { MonitorState } from '../../../consent/ledger/verify/monitor-state.js';
import type { VerifiedReceipt } from '../../../consent/ledger/verify/receipt.js';

export const VERIFIED = '验证通过 verified';
export const NOT_VERIFIED = '验证不通过 NOT VERIFIED';

/** What a verification came to: for programs, and as lines for a person to read. */
export interface Verdict {
  readonly value: object;
  readonly words: string;
}

const MISSED_SHOWN = 100;

/** Adds the entries of which nobody knows what was released: no fault of the database, and to be looked into. */
export function withMissed({ value, words }: Verdict, missed: readonly string[]): Verdict {
  const shown = missed.slice(0, MISSED_SHOWN).map((one) => `  ${one}\n`);
  const rest = missed.length > MISSED_SHOWN ? `  and ${missed.length - MISSED_SHOWN} more\n` : '';
  const told = missed.length === 0 ? '' : `请注意 to look into: ${missed.length}\n${shown.join('')}${rest}`;
  return { value: { ...value, missed }, words: words + told };
}

/** The result of verifying a log. */
export function logVerdict({ note, keys }: MonitorState, fresh: number): Verdict {
  const opened = openCheckpoint(note, keys.map(parseVerifierKey));
  return {
    value: { ...checkpointValue(opened), new: fresh },
    words: `${VERIFIED}\n${checkpointLines(opened)}  new       ${fresh} entries since the last time\n`,
  };
}

/** The result of verifying a receipt: the fields of its ledger entry, and where the entry is in the log. */
export function receiptVerdict(verified: VerifiedReceipt): Verdict {
  const { entry, opens, index } = verified;
  const stated: Readonly<Record<string, unknown>> = { ...entry, ...opens, at: opens.moment?.split('/')[0] };
  const said = ['kind', 'at', 'grant', 'disclosure', 'recipient', 'purpose'].filter(
    (name) => typeof stated[name] === 'string',
  );
  const lines = said.map((name) => `  ${name.padEnd(10)}${stated[name]}\n`);
  const { useNumber, maxUses } = entry;
  const use = useNumber === undefined ? '' : `  use       ${useNumber} of ${maxUses ?? 'any number'}\n`;
  return {
    value: {
      ...Object.fromEntries(said.map((name) => [name, stated[name]])),
      ...(useNumber !== undefined && { useNumber, maxUses: maxUses ?? null }),
      index,
      ...checkpointValue(verified),
    },
    words: `${VERIFIED}\n${lines.join('')}${use}  index     ${index}\n${checkpointLines(verified)}`,
  };
}

const timeOf = (seconds: number | null | undefined) => new Date(1000 * seconds!).toISOString();

const checkpointValue = ({ checkpoint, cosignatures }: OpenedCheckpoint) => ({
  log: checkpoint.origin,
  entries: checkpoint.size,
  root: checkpoint.root.toString('base64'),
  witnesses: cosignatures.map(({ name, time }) => ({ name, at: timeOf(time) })),
});

function checkpointLines(opened: OpenedCheckpoint): string {
  const { log, entries, root, witnesses } = checkpointValue(opened);
  return [
    `  log       ${log}\n`,
    `  entries   ${entries}\n`,
    `  root      ${root}\n`,
    ...witnesses.map(({ name, at }) => `  witness   ${name} at ${at}\n`),
  ].join('');
}
