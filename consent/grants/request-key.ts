import type { BlindIndex } from '../crypto/blind-index.js';
import { canonicalJson } from '../crypto/canonical-json.js';
import type { Transaction } from '../database/transaction.js';
import { LIMITS } from '../kernel/limits.js';
import { refuse } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { ConsentRequest } from './consent-request.js';
import { sealedRequest } from './sealed-terms.js';

/** The key of a request, and the request that was made with it before. */
export interface RequestKey {
  readonly idempotencyKey: string | null;
  readonly contentDigest: Buffer | null;
  readonly earlier: ConsentRequest | null;
}

/** The input of a request: the key, and whatever else it says. */
interface KeyedInput {
  readonly idempotencyKey?: string | null;
}

const HOUR_MS = 3_600_000;

/** What a retry must repeat. The hash is keyed, because the content names a person by a number that could be guessed. */
function contentDigestOf(blindIndex: BlindIndex, input: KeyedInput): Buffer {
  const stated = Object.entries(input).filter(
    ([name, value]) => name !== 'idempotencyKey' && value !== null && value !== undefined,
  );
  const content = JSON.parse(JSON.stringify(Object.fromEntries(stated)));
  return blindIndex.other('request content', canonicalJson(content));
}

/**
 * Finds the request that this recipient made with the same idempotency key. Of several at once, the others wait for the
 * first one's transaction and then find its request.
 * @throws Refusal IDEMPOTENCY_KEY_REUSED if the key belongs to another request, or to one of longer ago than a retry
 */
export async function requestOfKey(
  tx: Transaction,
  blindIndex: BlindIndex,
  recipientCode: string,
  input: KeyedInput,
): Promise<RequestKey> {
  if (input.idempotencyKey == null) return { idempotencyKey: null, contentDigest: null, earlier: null };
  const idempotencyKey = checkText(
    'idempotencyKey',
    input.idempotencyKey,
    LIMITS.idempotencyKeyLength,
    true,
  )!;
  const contentDigest = contentDigestOf(blindIndex, input);
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `request key ${recipientCode} ${idempotencyKey}`,
  ]);
  const earlier = await tx.em.findOne(
    ConsentRequest,
    { recipientCode, idempotencyKey },
    { populate: ['contentDigest'] },
  );
  if (!earlier) return { idempotencyKey, contentDigest, earlier: null };
  const age = (await tx.now()).getTime() - earlier.createdAt.getTime();
  if (
    !sealedRequest(tx, earlier) ||
    !contentDigest.equals(earlier.contentDigest!) ||
    age >= LIMITS.requestRetryHours * HOUR_MS
  )
    refuse('IDEMPOTENCY_KEY_REUSED', {
      en: `This key was used for another request, or more than ${LIMITS.requestRetryHours} hours ago. Choose a new one.`,
      zh: `该幂等键已用于另一项申请，或在 ${LIMITS.requestRetryHours} 小时以前用过。请换一个新键。`,
    });
  return { idempotencyKey, contentDigest, earlier };
}
