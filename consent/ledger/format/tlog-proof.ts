import { type OpenedCheckpoint, openCheckpoint } from './checkpoint.js';
import { fromBase64, hashFromBase64, toBase64, wholeNumber } from './encoding.js';
import { verifyInclusion } from './merkle.js';
import type { NoteVerifier } from './signed-note.js';
import { NotVerified } from './verification-error.js';

/** That an entry is in a log, to be checked without asking anyone: c2sp.org/tlog-proof. */
export interface TlogProof {
  /** For whoever reads it; nothing vouches for it. */
  readonly extra?: Buffer;
  readonly index: number;
  readonly path: readonly Buffer[];
  /** The signed checkpoint as the log gave it. */
  readonly checkpoint: string;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
const LONGEST_PATH = 63;

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
  if (header !== HEADER) throw new NotVerified('the proof is malformed');
  const extra = lines[0]?.startsWith('extra ') ? lines.shift()!.slice('extra '.length) : undefined;
  const index = lines.shift();
  if (!index?.startsWith('index ')) throw new NotVerified('the proof has no index');
  if (lines.length > LONGEST_PATH) throw new NotVerified('the proof is too long');
  return {
    ...(extra !== undefined && { extra: fromBase64(extra, 'the extra of the proof') }),
    index: wholeNumber(index.slice('index '.length), 'the index of the proof'),
    path: lines.map((line, i) => hashFromBase64(line, `hash ${i} of the proof`)),
    checkpoint: text.slice(end + 2),
  };
}

/** The proof shows that the entry of this leaf hash is in the log of these keys. @returns where it was opened */
export function verifyProof(
  proof: TlogProof,
  leafHash: Uint8Array,
  logKeys: readonly NoteVerifier[],
  witnesses: readonly NoteVerifier[] = [],
): OpenedCheckpoint {
  const opened = openCheckpoint(proof.checkpoint, logKeys, witnesses);
  const { size, root } = opened.checkpoint;
  if (!verifyInclusion(leafHash, proof.index, size, proof.path, root))
    throw new NotVerified(`the proof does not lead from this entry to the root of ${size} entries`);
  return opened;
}
