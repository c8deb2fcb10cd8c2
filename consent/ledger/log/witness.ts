import { parseCheckpoint } from '../format/checkpoint.js';
import { toBase64, wholeNumber } from '../format/encoding.js';
import {
  type NoteVerifier,
  openNote,
  parseSignatureLines,
  parseVerifierKey,
  splitNote,
} from '../format/signed-note.js';
import { NotVerified } from '../format/verification-error.js';

/**
 * Witnesses of c2sp.org/tlog-witness: others who cosign each checkpoint that goes on from the one they saw before, so
 * that the log can't show two histories. One that refuses or is down is reported and holds up nothing.
 */
export interface Witness {
  /** Submission prefix. */
  readonly url: string;
  readonly key: NoteVerifier;
}

/** `VERIFIER_KEY URL`. */
export function parseWitness(text: string): Witness {
  const [key = '', url = '', ...more] = text.trim().split(/\s+/);
  if (more.length > 0 || !URL.canParse(url)) throw new NotVerified('a witness is a verifier key and a URL');
  return { url: url.replace(/\/+$/, ''), key: parseVerifierKey(key) };
}

/** The proof that the tree of `to` entries goes on from that of `from`. */
export type ProveConsistency = (from: number, to: number) => Promise<readonly Uint8Array[]>;

/** Why a witness didn't cosign. */
export interface Withheld {
  readonly witness: string;
  readonly reason: string;
}

export interface Offered {
  /** The checkpoint with the cosignatures that came. */
  readonly note: string;
  readonly withheld: readonly Withheld[];
}

const PATIENCE_MS = 5_000;
const LONGEST_ANSWER = 64 * 1024;

export const addCheckpointRequest = (from: number, path: readonly Uint8Array[], note: string): string =>
  [`old ${from}`, ...path.map(toBase64), '', note].join('\n');

/** Offers checkpoints to witnesses. What each cosigned last is remembered, and asked for where it is not known. */
export class Witnesses {
  private readonly seen = new Map<Witness, number>();

  constructor(
    private readonly witnesses: readonly Witness[],
    private readonly prove: ProveConsistency,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /** @param note a checkpoint as the log signed it. Never throws: what went wrong is in the answer. */
  async offer(note: string, stopping?: AbortSignal): Promise<Offered> {
    const answers = await Promise.allSettled(
      this.witnesses.map((witness) => this.offerTo(witness, note, stopping)),
    );
    const lines = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const withheld = answers.flatMap((answer, i) =>
      answer.status === 'rejected'
        ? [{ witness: this.witnesses[i]!.key.name, reason: reasonOf(answer.reason) }]
        : [],
    );
    return { note: note + lines.join(''), withheld };
  }

  /** @returns the signature line of this witness */
  private async offerTo(witness: Witness, note: string, stopping?: AbortSignal): Promise<string> {
    const { size } = parseCheckpoint(splitNote(note).text);
    const post = (from: number) => this.post(witness, note, from, size, stopping);
    let { status, text } = await post(Math.min(this.seen.get(witness) ?? 0, size));
    if (status === 409) {
      const from = wholeNumber(text.replace(/\n$/, ''), 'the size that the witness knows');
      if (from > size) throw new NotVerified(`it has cosigned ${from} entries and was offered ${size}`);
      ({ status, text } = await post(from));
    }
    if (status !== 200) throw new NotVerified(`it answers ${status}`);
    const line = cosignatureBy(witness.key, note, text);
    this.seen.set(witness, size);
    return line;
  }

  private async post({ url }: Witness, note: string, from: number, to: number, stopping?: AbortSignal) {
    const patience = AbortSignal.timeout(this.patienceMs);
    // Nothing is to be proven of an empty tree, nor of one and the same.
    const path = from === 0 || from === to ? [] : await this.prove(from, to);
    const response = await fetch(`${url}/add-checkpoint`, {
      method: 'POST',
      body: addCheckpointRequest(from, path, note),
      redirect: 'error',
      signal: stopping ? AbortSignal.any([patience, stopping]) : patience,
    });
    return { status: response.status, text: await shortText(response) };
  }
}

/** The line by this key among those that a witness answered, which must be right; all others are left out. */
function cosignatureBy(key: NoteVerifier, note: string, answered: string): string {
  const { text } = splitNote(note);
  const own = parseSignatureLines(answered).find(
    ({ name, keyId }) => name === key.name && keyId === key.keyId,
  );
  if (!own) throw new NotVerified('it answers without a cosignature of its own');
  openNote(`${text}\n${own.line}`, [key]);
  return own.line;
}

async function shortText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > LONGEST_ANSWER) throw new NotVerified('it answers too much');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** `fetch` says no more than that it failed; why is in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause ? `${message}: ${cause.code ?? cause.message}` : message;
}
