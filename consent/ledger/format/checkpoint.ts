import { hashFromBase64, toBase64, wholeNumber } from './encoding.js';
import {
  type NoteSigner,
  type NoteVerifier,
  type OpenedSignature,
  openNote,
  signNote,
} from './signed-note.js';
import { NotVerified } from './verification-error.js';

/** The head of a log, c2sp.org/tlog-checkpoint: as many entries, this root. */
export interface Checkpoint {
  /** Which log it is: a name that no other log has. */
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  /** Further lines; logs should have none, since nobody can check them. */
  readonly extensions?: readonly string[];
}

export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  const lines = [origin, String(size), toBase64(root), ...extensions];
  if (lines.some((line) => line === '' || line.includes('\n')))
    throw new RangeError('A line of a checkpoint is neither empty nor two.');
  return `${lines.join('\n')}\n`;
}

export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, ...rest] = text.split('\n');
  const [end, ...extensions] = rest.toReversed();
  if (!origin || size === undefined || root === undefined || end !== '' || extensions.includes(''))
    throw new NotVerified('the checkpoint is malformed');
  return {
    origin,
    size: wholeNumber(size, 'the size in the checkpoint'),
    root: hashFromBase64(root, 'the root in the checkpoint'),
    ...(extensions.length > 0 && { extensions: extensions.toReversed() }),
  };
}

export const signCheckpoint = (checkpoint: Checkpoint, signers: readonly NoteSigner[]): string =>
  signNote(formatCheckpoint(checkpoint), signers);

export interface OpenedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** By witnesses among those asked for. */
  readonly cosignatures: readonly OpenedSignature[];
}

/**
 * A checkpoint that the log signed. The log's keys all have its origin as their name; after a rotation there is
 * more than one.
 */
export function openCheckpoint(
  note: string,
  logKeys: readonly NoteVerifier[],
  witnesses: readonly NoteVerifier[] = [],
): OpenedCheckpoint {
  const { text, signatures } = openNote(note, [...logKeys, ...witnesses]);
  const checkpoint = parseCheckpoint(text);
  if (!signatures.some(({ name, time }) => time === null && name === checkpoint.origin))
    throw new NotVerified(`the checkpoint of ${checkpoint.origin} is not signed by this log`);
  return { checkpoint, cosignatures: signatures.filter(({ time }) => time !== null) };
}
