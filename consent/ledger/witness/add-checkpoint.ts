import { type Checkpoint, openCheckpoint, parseCheckpoint } from '../format/checkpoint.js';
import { fromBase64, wholeNumber } from '../format/encoding.js';
import { EMPTY_ROOT, verifyConsistency } from '../format/merkle.js';
import { type NoteSigner, type NoteVerifier, signatureLine, splitNote } from '../format/signed-note.js';
import { VerificationError } from '../format/verification-error.js';

/** The last checkpoint of a log that the witness cosigned. */
export type Cosigned = Pick<Checkpoint, 'size' | 'root'>;

/** Where a witness keeps what it cosigned. */
export interface CosignedLogs {
  /** Returns the last cosigned checkpoint of this log; null if there is none yet. */
  last(origin: string): Cosigned | null;
  /** Stores it durably before it returns. */
  store(origin: string, cosigned: Cosigned): void;
}

/** The answer to a request, as c2sp.org/tlog-witness describes it. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly body: string;
}

const PROOF_HASHES_MAX = 63;
const NEVER: Cosigned = { size: 0, root: EMPTY_ROOT };

interface AddCheckpoint {
  readonly from: number;
  readonly proof: readonly Buffer[];
  readonly note: string;
}

/** @throws VerificationError if the request is malformed */
function parseRequest(body: string): AddCheckpoint {
  const end = body.indexOf('\n\n');
  const [old = '', ...path] = body.slice(0, Math.max(end, 0)).split('\n');
  if (!old.startsWith('old ') || path.length > PROOF_HASHES_MAX)
    throw new VerificationError('the request is malformed');
  return {
    from: wholeNumber(old.slice('old '.length), 'the old size'),
    proof: path.map((line) => fromBase64(line, 'a hash of the proof')),
    note: body.slice(end + 2),
  };
}

/**
 * A witness of c2sp.org/tlog-witness. It cosigns a checkpoint of a log that it knows only if the tree continues the one
 * that it cosigned before. So a log that is cosigned can't show one history to one reader and another to somebody else,
 * whoever holds its key.
 */
export class CosigningWitness {
  constructor(
    private readonly logs: readonly NoteVerifier[],
    private readonly cosigned: CosignedLogs,
    private readonly signer: NoteSigner,
  ) {}

  /** Answers an add-checkpoint request. It is synchronous, so that two requests can't interleave. */
  addCheckpoint(body: string): WitnessAnswer {
    try {
      return this.answer(parseRequest(body));
    } catch (error) {
      if (!(error instanceof VerificationError)) throw error;
      return { status: 400, body: `${error.message}\n` };
    }
  }

  private answer({ from, proof, note }: AddCheckpoint): WitnessAnswer {
    const { text } = splitNote(note);
    const { origin } = parseCheckpoint(text);
    const keys = this.logs.filter(({ name }) => name === origin);
    if (keys.length === 0) return { status: 404, body: 'this log is not known here\n' };
    const checkpoint = signedCheckpoint(note, keys);
    if (checkpoint === null) return { status: 403, body: 'the log has not signed this\n' };
    if (from > checkpoint.size) return { status: 400, body: 'the old size is above the new one\n' };
    const last = this.cosigned.last(origin) ?? NEVER;
    const conflict = { status: 409, body: `${last.size}\n` } as const;
    if (from !== last.size) return conflict;
    if (checkpoint.size === last.size && !checkpoint.root.equals(last.root)) return conflict;
    if (!continues(last, checkpoint, proof)) return { status: 422, body: 'the tree does not continue\n' };
    this.cosigned.store(origin, { size: checkpoint.size, root: checkpoint.root });
    return { status: 200, body: signatureLine(text, this.signer) };
  }
}

function signedCheckpoint(note: string, keys: readonly NoteVerifier[]): Checkpoint | null {
  try {
    return openCheckpoint(note, keys).checkpoint;
  } catch (error) {
    if (error instanceof VerificationError) return null;
    throw error;
  }
}

/** The specification has an empty proof where nothing was cosigned before. */
const continues = (last: Cosigned, { size, root }: Checkpoint, proof: readonly Buffer[]): boolean =>
  last.size === 0 ? proof.length === 0 : verifyConsistency(last.size, size, proof, last.root, root);
