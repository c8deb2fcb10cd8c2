import { type OpenedCheckpoint, openCheckpoint } from '../../../consent/ledger/checkpoint.js';
import type { KeptLog } from '../../../consent/ledger/kept-log.js';
import { parseVerifierKey } from '../../../consent/ledger/signed-note.js';

export const VERIFIED = '验证通过 verified';
export const NOT_VERIFIED = '验证不通过 NOT VERIFIED';

/** What was verified of a log, in lines for a person. */
export function logVerdict({ note, keys }: KeptLog, fresh: number): string {
  const opened = openCheckpoint(note, keys.map(parseVerifierKey));
  return `${VERIFIED}\n${checkpointLines(opened)}  new       ${fresh} entries since the last time\n`;
}

export function checkpointLines({ checkpoint, cosignatures }: OpenedCheckpoint): string {
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
