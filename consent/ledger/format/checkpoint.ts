import { hashFromBase64, toBase64, wholeNumber } from './encoding.js';
import {
  type NoteSigner,
  type NoteVerifier,
  type OpenedSignature,
  openNote,
  signNote,
} from './signed-note.js';
import { VerificationError } from './verification-error.js';

/**
 * A checkpoint of c2sp.org/tlog-checkpoint: it commits the log to the root hash of the tree of its first `size`
 * entries.
 */
export interface Checkpoint {
  /** The unique name of the log. */
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  /** Extension lines. This log writes none, because a verifier can't check them. */
  readonly extensions?: readonly string[];
}

export function formatCheckpoint({ origin, size, root, extensions = [] }: Checkpoint): string {
  const lines = [origin, String(size), toBase64(root), ...extensions];
  if (lines.some((line) => line === '' || line.includes('\n')))
    throw new RangeError('A line of a checkpoint must not be empty or contain a newline.');
  return `${lines.join('\n')}\n`;
}

export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, ...rest] = text.split('\n');
  const [end, ...extensions] = rest.toReversed();
  if (!origin || size === undefined || root === undefined || end !== '' || extensions.includes(''))
    throw new VerificationError('the checkpoint is malformed');
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
  /** The cosignatures of those witnesses whose keys were given. */
  readonly cosignatures: readonly OpenedSignature[];
}

/**
 * Opens a checkpoint and checks that the log signed it. Every key of the log is named after its origin; after a key
 * rotation the log has more than one key.
 * @throws VerificationError
 */
export function openCheckpoint(
  note: string,
  logKeys: readonly NoteVerifier[],
  witnesses: readonly NoteVerifier[] = [],
): OpenedCheckpoint {
  const { text, signatures } = openNote(note, [...logKeys, ...witnesses]);
  const checkpoint = parseCheckpoint(text);
  if (!signatures.some(({ name, time }) => time === null && name === checkpoint.origin))
    throw new VerificationError(`the checkpoint of ${checkpoint.origin} is not signed by this log`);
  return { checkpoint, cosignatures: signatures.filter(({ time }) => time !== null) };
}
