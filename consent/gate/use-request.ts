import { byteaText } from '../crypto/seal.js';
import type { Statement } from '../database/statement.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { newId } from '../kernel/ids.js';
import type { ReadPlan } from '../records/read-plan.js';
import type { Selection } from '../records/selection.js';
import type { Permit } from './decide.js';
import type { TimedFacts } from './grant-facts.js';
import { newOpening } from './operator.js';

/** The proof of the caller's key, which is good for one use (RFC 9449). The use takes it: no other use can. */
export interface UseProof {
  /** Names the proof. */
  readonly digest: Buffer;
  /** Thumbprint of the key that the caller's token was asked for with. */
  readonly signer: Buffer;
  /** Set when a use or its retry has taken it. */
  isTaken: boolean;
}

/** A recipient's request to use a grant. */
export interface Redemption {
  readonly recipientCode: string;
  readonly grantId: string;
  readonly idempotencyKey: string;
  /** Who asks, by the recipient's own staff number; SYSTEM where no human does. */
  readonly operator?: string | null;
  /** SHA-256 of the operation, its variables and the response key of the field. */
  readonly operationDigest: Buffer;
  readonly selection: Selection;
  /** The id of the registered document; absent or null if the document was sent whole. */
  readonly document?: string | null;
  /** The proof of the caller's key; none where there was no proof. */
  readonly proof?: UseProof;
  /** When the platform received the request, by `performance.now()`. The wait timeout counts from here. */
  readonly arrivedAt: number;
}

/** A request, by the names of the type `assent.use_request`. */
export interface UseRequest {
  readonly grant_id: string;
  readonly recipient: string;
  readonly key: string;
  readonly digest: string;
  readonly id: string;
  readonly items: readonly ItemDelivery[];
  readonly agreement: number;
  readonly proof: string | null;
  readonly asserts: readonly string[];
  readonly signer: string | null;
  readonly operator: string | null;
  readonly operator_opening: string | null;
}

export const requestFor = (
  redemption: Redemption,
  facts: TimedFacts,
  permit: Permit,
  plan: ReadPlan,
): UseRequest => ({
  grant_id: redemption.grantId,
  recipient: redemption.recipientCode,
  key: redemption.idempotencyKey,
  digest: byteaText(redemption.operationDigest),
  id: newId(),
  items: permit.items,
  agreement: facts.agreement?.version ?? 0,
  proof: redemption.proof ? byteaText(redemption.proof.digest) : null,
  asserts: plan.asserts.map(byteaText),
  signer: redemption.proof ? byteaText(redemption.proof.signer) : null,
  operator: redemption.operator ?? null,
  operator_opening: redemption.operator == null ? null : byteaText(newOpening()),
});

/** @param waitForLock whether to wait when another transaction holds a grant's lock, or to return HELD at once */
export const redeemStatement = (requests: readonly UseRequest[], waitForLock: boolean): Statement => ({
  name: 'redeem_together',
  text: 'SELECT * FROM assent.redeem_together($1, $2)',
  values: [JSON.stringify(requests), waitForLock],
});

/** Redemptions of one moment are one statement. */
export const redeemTogether = (requests: readonly UseRequest[]) => [redeemStatement(requests, false)];
