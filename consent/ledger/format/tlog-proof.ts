import { type OpenedCheckpoint, openCheckpoint } from './checkpoint.js';
import { fromBase64, hashFromBase64, toBase64, wholeNumber } from './encoding.js';
import { verifyInclusion } from './merkle.js';
import type { NoteVerifier } from './signed-note.js';
import { VerificationError } from './verification-error.js';

/** An offline-verifiable proof that an entry is in a log (c2sp.org/tlog-proof). */
export interface TlogProof {
  /** Application data that the proof carries but does not authenticate. */
  readonly extra?: Buffer;
  readonly index: number;
  readonly path: readonly Buffer[];
  /** The signed checkpoint as the log gave it. */
  readonly checkpoint: string;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
const PATH_LENGTH_MAX = 63;

export function formatProof({ extra, index, path, checkpoint }: TlogProof): string {
  const lines = [
    HEADER,
    ...(extra ? [`extra ${toBase64(extra)}`] : []),
    `index ${index}`,
    ...path.map(toBase64),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

export function parseProof(text: string): TlogProof {
  const end = text.indexOf('\n\n');
  const [header, ...lines] = text.slice(0, Math.max(end, 0)).split('\n');
  if (header !== HEADER) throw new VerificationError('the proof is malformed');
  const extra = lines[0]?.startsWith('extra ') ? lines.shift()!.slice('extra '.length) : undefined;
  const index = lines.shift();
  if (!index?.startsWith('index ')) throw new VerificationError('the proof has no index');
  if (lines.length > PATH_LENGTH_MAX) throw new VerificationError('the proof is too long');
  return {
    ...(extra !== undefined && { extra: fromBase64(extra, 'the extra of the proof') }),
    index: wholeNumber(index.slice('index '.length), 'the index of the proof'),
    path: lines.map((line, i) => hashFromBase64(line, `hash ${i} of the proof`)),
    checkpoint: text.slice(end + 2),
  };
}

/**
 * Verifies that the entry with this leaf hash is in the log of these keys.
 * @returns the checkpoint under which it is, and who cosigned that
 * @throws VerificationError
 */
export function verifyProof(
  proof: TlogProof,
  leafHash: Uint8Array,
  logKeys: readonly NoteVerifier[],
  witnesses: readonly NoteVerifier[] = [],
): OpenedCheckpoint {
  const opened = openCheckpoint(proof.checkpoint, logKeys, witnesses);
  const { size, root } = opened.checkpoint;
  if (!verifyInclusion(leafHash, proof.index, size, proof.path, root))
    throw new VerificationError(`the proof does not lead from this entry to the root of ${size} entries`);
  return opened;
}
