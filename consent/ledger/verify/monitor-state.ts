import { type Checkpoint, openCheckpoint } from '../format/checkpoint.js';
import { CompactRange } from '../format/compact-range.js';
import { parseVerifierKey } from '../format/signed-note.js';
import { hashesOf } from '../format/tile.js';
import { VerificationError, withContext } from '../format/verification-error.js';
import { GrantChains } from './grant-chains.js';
import { LogAuditor } from './log-auditor.js';

/** What a monitor keeps between two runs: the last verified checkpoint, and the auditor that continues from there. */
export interface MonitorState {
  /** Verifier keys of the log and of its witnesses. */
  readonly keys: readonly string[];
  /** The signed checkpoint. It is evidence if the log denies it later. */
  readonly note: string;
  readonly checkpoint: Checkpoint;
  readonly auditor: LogAuditor;
}

/** Formats the state as lines of JSON: the state of the log first, then one line for each grant. */
export function* formatState({ keys, note, auditor }: MonitorState): Iterable<string> {
  yield JSON.stringify({ keys, note, edge: auditor.range });
  for (const grant of auditor.chains.entries()) yield JSON.stringify(grant);
}

interface StateHeader {
  readonly keys: readonly string[];
  readonly note: string;
  readonly edge: { readonly size: number; readonly rows: readonly string[] };
}

/** @throws VerificationError if the state is malformed or contradicts its own checkpoint */
export function parseState(lines: readonly string[]): MonitorState {
  const { keys, note, auditor } = parseLines(lines);
  const { checkpoint } = withContext('kept checkpoint', () =>
    openCheckpoint(note, keys.map(parseVerifierKey)),
  );
  if (checkpoint.size !== auditor.size || !auditor.range.root().equals(checkpoint.root))
    throw new VerificationError('what was kept of the log does not lead to the checkpoint that was kept');
  return { keys, note, checkpoint, auditor };
}

function parseLines([header, ...grants]: readonly string[]): Omit<MonitorState, 'checkpoint'> {
  try {
    const { keys, note, edge } = JSON.parse(header ?? '') as StateHeader;
    const rows = edge.rows.map((row) => hashesOf(Buffer.from(row, 'base64')) as Buffer[]);
    const chains = new GrantChains(new Map(grants.map((line) => JSON.parse(line))));
    const auditor = new LogAuditor(new CompactRange(edge.size, rows), chains);
    return { keys: [...keys], note: String(note), auditor };
  } catch {
    throw new VerificationError('what was kept of the log is malformed');
  }
}
