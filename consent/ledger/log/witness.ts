import { parseCheckpoint } from '../format/checkpoint.js';
import { toBase64, wholeNumber } from '../format/encoding.js';
import {
  type NoteVerifier,
  openNote,
  parseSignatureLines,
  parseVerifierKey,
  splitNote,
} from '../format/signed-note.js';
import { VerificationError } from '../format/verification-error.js';

/**
 * A witness of c2sp.org/tlog-witness. It cosigns a checkpoint only if that is consistent with the one it cosigned
 * before, so the log can't show two histories. A witness that refuses or is down is reported and delays nothing.
 */
export interface Witness {
  /** The submission prefix. */
  readonly url: string;
  readonly key: NoteVerifier;
}

/** Parses `VERIFIER_KEY URL`. */
export function parseWitness(text: string): Witness {
  const [key = '', url = '', ...more] = text.trim().split(/\s+/);
  if (more.length > 0 || !URL.canParse(url))
    throw new VerificationError('a witness is a verifier key and a URL');
  return { url: url.replace(/\/+$/, ''), key: parseVerifierKey(key) };
}

/** Proves that the tree of size `from` is a prefix of the tree of size `to`. */
export type ProveConsistency = (from: number, to: number) => Promise<readonly Uint8Array[]>;

/** Why a witness didn't cosign. */
export interface WitnessFailure {
  readonly witness: string;
  readonly reason: string;
}

export interface CosigningResult {
  /** The checkpoint with the cosignatures that the witnesses gave. */
  readonly note: string;
  readonly failures: readonly WitnessFailure[];
}

const TIMEOUT_MS = 5_000;
const RESPONSE_BYTES_MAX = 64 * 1024;

export const addCheckpointRequest = (from: number, path: readonly Uint8Array[], note: string): string =>
  [`old ${from}`, ...path.map(toBase64), '', note].join('\n');

/**
 * Asks a witness how many entries of the log it has cosigned. Offers it a signed checkpoint as a beginning, which it takes
 * only if it knows none; any other it answers with the size that it knows.
 * @returns null if it does not tell: it is down, or does not know the log
 */
export async function witnessedSize({ url }: Witness, note: string): Promise<number | null> {
  try {
    const response = await fetch(`${url}/add-checkpoint`, {
      method: 'POST',
      body: addCheckpointRequest(0, [], note),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await readText(response);
    return response.status === 409 ? wholeNumber(text.replace(/\n$/, ''), 'the size') : null;
  } catch {
    return null;
  }
}

/**
 * Sends checkpoints to witnesses. It remembers the size that each witness cosigned last; a witness that knows another
 * size answers 409 with it.
 */
export class Witnesses {
  private readonly lastCosigned = new Map<Witness, number>();

  constructor(
    private readonly witnesses: readonly Witness[],
    private readonly prove: ProveConsistency,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  /** Sends a signed checkpoint to every witness. It never throws: failures are part of the result. */
  async cosign(note: string, stopping?: AbortSignal): Promise<CosigningResult> {
    const answers = await Promise.allSettled(
      this.witnesses.map((witness) => this.cosignWith(witness, note, stopping)),
    );
    const lines = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const failures = answers.flatMap((answer, i) =>
      answer.status === 'rejected'
        ? [{ witness: this.witnesses[i]!.key.name, reason: reasonOf(answer.reason) }]
        : [],
    );
    return { note: note + lines.join(''), failures };
  }

  /** @returns the signature line of this witness */
  private async cosignWith(witness: Witness, note: string, stopping?: AbortSignal): Promise<string> {
    const { size } = parseCheckpoint(splitNote(note).text);
    const post = (from: number) => this.post(witness, note, from, size, stopping);
    let { status, text } = await post(Math.min(this.lastCosigned.get(witness) ?? 0, size));
    if (status === 409) {
      const from = wholeNumber(text.replace(/\n$/, ''), 'the size that the witness knows');
      if (from > size) throw new VerificationError(`it has cosigned ${from} entries and was offered ${size}`);
      ({ status, text } = await post(from));
    }
    if (status !== 200) throw new VerificationError(`it answers ${status}`);
    const line = cosignatureBy(witness.key, note, text);
    this.lastCosigned.set(witness, size);
    return line;
  }

  private async post({ url }: Witness, note: string, from: number, to: number, stopping?: AbortSignal) {
    const timeout = AbortSignal.timeout(this.timeoutMs);
    // The specification has an empty proof for the empty tree and for an unchanged tree.
    const path = from === 0 || from === to ? [] : await this.prove(from, to);
    const response = await fetch(`${url}/add-checkpoint`, {
      method: 'POST',
      body: addCheckpointRequest(from, path, note),
      redirect: 'error',
      signal: stopping ? AbortSignal.any([timeout, stopping]) : timeout,
    });
    return { status: response.status, text: await readText(response) };
  }
}

/** Finds the line of this key in the answer of a witness and verifies it. Other lines are left out. */
function cosignatureBy(key: NoteVerifier, note: string, answered: string): string {
  const { text } = splitNote(note);
  const own = parseSignatureLines(answered).find(
    ({ name, keyId }) => name === key.name && keyId === key.keyId,
  );
  if (!own) throw new VerificationError('it answers without a cosignature of its own');
  openNote(`${text}\n${own.line}`, [key]);
  return own.line;
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > RESPONSE_BYTES_MAX) throw new VerificationError('it answers too much');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The error of `fetch` says only that it failed. Its cause says why. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause ? `${message}: ${cause.code ?? cause.message}` : message;
}
