import { type Checkpoint, openCheckpoint } from '../format/checkpoint.js';
import { Edge } from '../format/compact-range.js';
import { parseVerifierKey } from '../format/signed-note.js';
import { hashesOf } from '../format/tile.js';
import { NotVerified, within } from '../format/verification-error.js';
import { Uses } from './grant-chains.js';
import { Audit } from './log-auditor.js';

/** What whoever follows a log keeps of it: the last checkpoint that was verified, and where to go on from. */
export interface KeptLog {
  /** Verifier keys of the log, and of its witnesses. */
  readonly keys: readonly string[];
  /** The checkpoint as the log signed it: evidence, should the log deny it later. */
  readonly note: string;
  readonly checkpoint: Checkpoint;
  readonly audit: Audit;
}

/** As lines of text: what was kept, then a line for each grant. */
export function* keptLines({ keys, note, audit }: KeptLog): Iterable<string> {
  yield JSON.stringify({ keys, note, edge: audit.edge });
  for (const grant of audit.uses.entries()) yield JSON.stringify(grant);
}

interface Head {
  readonly keys: readonly string[];
  readonly note: string;
  readonly edge: { readonly size: number; readonly rows: readonly string[] };
}

/** @throws NotVerified if what was kept doesn't hold together */
export function keptFrom(lines: readonly string[]): KeptLog {
  const { keys, note, audit } = read(lines);
  const { checkpoint } = within('kept checkpoint', () => openCheckpoint(note, keys.map(parseVerifierKey)));
  if (checkpoint.size !== audit.size || !audit.edge.root().equals(checkpoint.root))
    throw new NotVerified('what was kept of the log does not lead to the checkpoint that was kept');
  return { keys, note, checkpoint, audit };
}

function read([head, ...grants]: readonly string[]): Omit<KeptLog, 'checkpoint'> {
  try {
    const { keys, note, edge } = JSON.parse(head ?? '') as Head;
    const rows = edge.rows.map((row) => hashesOf(Buffer.from(row, 'base64')) as Buffer[]);
    const uses = new Uses(new Map(grants.map((line) => JSON.parse(line))));
    return { keys: [...keys], note: String(note), audit: new Audit(new Edge(edge.size, rows), uses) };
  } catch {
    throw new NotVerified('what was kept of the log is malformed');
  }
}
