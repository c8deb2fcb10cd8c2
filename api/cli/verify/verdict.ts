import { type OpenedCheckpoint, openCheckpoint } from '../../../consent/ledger/format/checkpoint.js';
import { parseVerifierKey } from '../../../consent/ledger/format/signed-note.js';
import type { MonitorState } from '../../../consent/ledger/verify/monitor-state.js';
import type { VerifiedReceipt } from '../../../consent/ledger/verify/receipt.js';

export const VERIFIED = '验证通过 verified';
export const NOT_VERIFIED = '验证不通过 NOT VERIFIED';

const MISSED_SHOWN = 100;

/** The entries of which nobody knows what was released: no fault of the database, and to be looked into. */
export function missedVerdict(missed: readonly string[]): string {
  const shown = missed.slice(0, MISSED_SHOWN).map((one) => `  ${one}\n`);
  const rest = missed.length > MISSED_SHOWN ? `  and ${missed.length - MISSED_SHOWN} more\n` : '';
  return `请注意 to look into: ${missed.length}\n${shown.join('')}${rest}`;
}

/** The result of verifying a log, as lines for a person to read. */
export function logVerdict({ note, keys }: MonitorState, fresh: number): string {
  const opened = openCheckpoint(note, keys.map(parseVerifierKey));
  return `${VERIFIED}\n${checkpointLines(opened)}  new       ${fresh} entries since the last time\n`;
}

/** The result of verifying a receipt: the fields of its ledger entry, and where the entry is in the log. */
export function receiptVerdict(verified: VerifiedReceipt): string {
  const { entry, opens, index } = verified;
  const stated: Readonly<Record<string, unknown>> = { ...entry, ...opens, at: opens.moment?.split('/')[0] };
  const said = ['kind', 'at', 'grant', 'disclosure', 'recipient', 'purpose']
    .filter((name) => typeof stated[name] === 'string')
    .map((name) => `  ${name.padEnd(10)}${stated[name]}\n`);
  const { useNumber, maxUses } = entry;
  const use = useNumber === undefined ? '' : `  use       ${useNumber} of ${maxUses ?? 'any number'}\n`;
  return `${VERIFIED}\n${said.join('')}${use}  index     ${index}\n${checkpointLines(verified)}`;
}

function checkpointLines({ checkpoint, cosignatures }: OpenedCheckpoint): string {
  const witnesses = cosignatures.map(
    ({ name, time }) => `  witness   ${name} at ${new Date(1000 * time!).toISOString()}\n`,
  );
  return [
    `  log       ${checkpoint.origin}\n`,
    `  entries   ${checkpoint.size}\n`,
    `  root      ${checkpoint.root.toString('base64')}\n`,
    ...witnesses,
  ].join('');
}
