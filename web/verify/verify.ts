import { type Bytes, hex, Wrong } from './bytes.ts';
import { verifyConsistency } from './consistency.ts';
import { type Memory, recall, remember } from './memory.ts';
import { type Head, headOf, verifyHead } from './note.ts';
import { checkNumbers, type Numbers } from './numbers.ts';
import { type Proof, parseProof, verifyInclusion } from './proof.ts';
import {
  checkHandles,
  type Entry,
  entryOfLeaf,
  isSameEntry,
  openReceipt,
  type PublicKeys,
  type Statement,
} from './receipt.ts';

/** What is checked, in the form in which the platform gives it, and a file keeps it. */
export interface Evidence {
  /** The receipt of a use, or the artefact of a grant. Null for the taking back of a grant, of which there is none. */
  readonly receipt: string | null;
  /** Id of the grant whose taking back the proof is of. */
  readonly takenBack?: string;
  /** The proof that its entry is in the log, if there is one. */
  readonly proof?: string | null;
  /** The platform's keys (/.well-known/jwks.json). */
  readonly jwks: PublicKeys;
  /** The keys of the log and of its witnesses (/log/vkeys, /log/witnesses). */
  readonly keys: readonly string[];
  /** Of the grant's commitment, hex: what only the person and the recipient have. */
  readonly opening?: string | null;
  /** When the grant was revoked. */
  readonly stoppedAt?: string | null;
}

export interface World {
  readonly memory: Memory;
  readonly now: () => Date;
  /** The platform's proof that its log of one size is the beginning of its log of another. */
  readonly consistencyProof: (from: number, to: number) => Promise<string>;
}

export type Check = 'SIGNED' | 'LOGGED' | 'HEAD' | 'GROWN' | 'NUMBERS';
const CHECKS: readonly Check[] = ['SIGNED', 'LOGGED', 'HEAD', 'GROWN', 'NUMBERS'];
const WITHOUT_RECEIPT: readonly Check[] = ['LOGGED', 'HEAD', 'GROWN'];

/** What is checked, in this order. */
export const checksOf = ({ receipt }: Evidence): readonly Check[] =>
  receipt === null ? WITHOUT_RECEIPT : CHECKS;

/** UNKNOWN: it could not be checked, for example without a network or because what it rests on is wrong. */
export type Outcome = 'GOOD' | 'WRONG' | 'UNKNOWN';

export interface Finding extends Partial<Numbers> {
  readonly check: Check;
  readonly outcome: Outcome;
  /** Why it is wrong, for whoever examines the saved evidence. */
  readonly reason?: string;
  /** The entry that the platform signed. */
  readonly stated?: Entry;
  /** Number of the entry in the log, from 0. */
  readonly index?: number;
  readonly witnesses?: readonly string[];
  /** Since when this device knows the log; null: it has just seen it for the first time. */
  readonly since?: string | null;
}

/** The checks, each as soon as it is done. It shares no code with the platform and believes nothing that it says. */
export async function* verify(evidence: Evidence, world: World): AsyncGenerator<Finding, void> {
  const { receipt, takenBack } = evidence;
  let statement: Statement | undefined;
  if (receipt !== null)
    yield await tried('SIGNED', async () => {
      statement = await openReceipt(receipt, evidence.jwks);
      if (evidence.opening) await checkHandles(statement, bytesOfHex(evidence.opening));
      return { stated: statement.entry };
    });

  let proof: Proof | undefined;
  yield await tried('LOGGED', async () => {
    if (!evidence.proof) return UNKNOWN;
    proof = parseProof(evidence.proof);
    await verifyInclusion(proof, headOf(proof.checkpoint));
    if (statement && !isSameEntry(entryOfLeaf(proof.leaf), statement.entry))
      throw new Wrong('the log has another entry');
    if (takenBack) return { index: proof.index, ...(await revocation(proof, takenBack, evidence.opening)) };
    return statement ? { index: proof.index } : UNKNOWN;
  });

  let head: Head | undefined;
  yield await tried('HEAD', async () => {
    if (!proof) return UNKNOWN;
    const witnesses = await verifyHead(proof.checkpoint, evidence.keys);
    head = headOf(proof.checkpoint);
    return { witnesses };
  });

  yield await tried('GROWN', async () => (head ? growth(head, world) : UNKNOWN));

  if (receipt !== null)
    yield await tried('NUMBERS', async () =>
      statement && proof ? checkNumbers(entryOfLeaf(proof.leaf), statement, evidence.stoppedAt) : UNKNOWN,
    );
}

/** Checks that the leaf says that this grant was taken back. Only its opening shows which grant it is. */
async function revocation(
  { leaf }: Proof,
  grant: string,
  opening: string | null | undefined,
): Promise<Partial<Finding>> {
  const entry = entryOfLeaf(leaf);
  if (entry.kind !== 'GRANT_REVOKED') throw new Wrong('it is no taking back');
  if (!opening) return UNKNOWN;
  await checkHandles({ entry, opens: { grant } }, bytesOfHex(opening));
  return {};
}

const UNKNOWN = { outcome: 'UNKNOWN' } as const;

/** Only what was looked at and does not fit is wrong. */
async function tried(check: Check, look: () => Promise<Partial<Finding>>): Promise<Finding> {
  try {
    return { check, outcome: 'GOOD', ...(await look()) };
  } catch (error) {
    if (error instanceof Wrong) return { check, outcome: 'WRONG', reason: error.message };
    return { check, outcome: 'UNKNOWN' };
  }
}

/** Holds a signed head against the one that this device remembers, and remembers the longer of the two. */
export async function growth(
  head: Head,
  { memory, now, consistencyProof }: World,
): Promise<Partial<Finding>> {
  const remembered = recall(memory);
  if (!remembered) {
    remember(memory, head, now().toISOString());
    return { since: null };
  }
  const [older, newer] = head.size < remembered.size ? [head, remembered] : [remembered, head];
  const proof = older.size === newer.size ? '' : await consistencyProof(older.size, newer.size);
  await verifyConsistency(older, newer, proof);
  if (newer === head) remember(memory, head, remembered.since);
  return { since: remembered.since };
}

function bytesOfHex(text: string): Bytes {
  const bytes = Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  if (hex(bytes) !== text) throw new Wrong('the opening is malformed');
  return bytes;
}
