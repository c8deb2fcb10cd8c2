import { byteaText, type SealableRow } from '../crypto/seal.js';
import type { Transaction } from '../database/transaction.js';
import { LIMITS } from '../kernel/limits.js';
import { ConsentRequest } from './consent-request.js';
import { Grant } from './grant.js';
import { choiceRows, type ProtectedRecordChoice } from './protected-record-choice.js';

/** A request as its row, without its state. */
const requestRow = (request: ConsentRequest): SealableRow => ({
  id: request.id,
  recipient_code: request.recipientCode,
  channel: request.channel,
  person_id: request.personId ?? null,
  provider_id: request.providerId ?? null,
  purpose: request.purposeCode,
  catalogue_version: request.catalogueVersion,
  items: request.items,
  mode: request.mode,
  max_uses: request.maxUses,
  valid_for_days: request.validForDays,
  records_from: request.recordsFrom,
  records_to: request.recordsTo,
  reference: request.reference,
  replaces: request.replaces,
  product_code: request.productCode,
  notice: request.notice,
  created_at: request.createdAt.toISOString(),
  expires_at: request.expiresAt.toISOString(),
});

/** A grant as its row: the terms and what they rest on, without the state. */
const grantRow = (grant: Grant): SealableRow => ({
  id: grant.id,
  request_id: grant.requestId,
  recipient_code: grant.recipientCode,
  person_id: grant.personId,
  provider_id: grant.providerId,
  grantor_id: grant.grantorId,
  purpose: grant.purposeCode,
  catalogue_version: grant.catalogueVersion,
  items: grant.items,
  mode: grant.mode,
  max_uses: grant.maxUses,
  max_uses_per_day: grant.maxUsesPerDay,
  records_from: grant.recordsFrom,
  records_to: grant.recordsTo,
  notice_digest: grant.noticeDigest,
  strength: grant.strength,
  sensitive_confirmed: grant.sensitiveConfirmed,
  valid_from: grant.validFrom.toISOString(),
  valid_until: grant.validUntil.toISOString(),
  authentication_id: grant.authenticationId,
  approval_id: grant.approvalId,
  choices_digest: grant.choicesDigest,
});

/** Stores a new request, sealed. */
export async function storeRequest(tx: Transaction, request: ConsentRequest): Promise<ConsentRequest> {
  const row = tx.seals.sealed('consent_request', {
    ...requestRow(request),
    asked_key: request.askedKey ? byteaText(request.askedKey) : null,
    idempotency_key: request.idempotencyKey ?? null,
    content_digest: request.contentDigest ? byteaText(request.contentDigest) : null,
  });
  await tx.query('SELECT assent.open_request($1::jsonb)', [row]);
  return tx.em.findOneOrFail(ConsentRequest, { id: request.id });
}

/**
 * Sets whom a request that came by redirect is about.
 * @returns false where as many have reached them today as may
 */
export async function bindRequest(tx: Transaction, request: ConsentRequest): Promise<boolean> {
  const row = tx.seals.sealed('consent_request', requestRow(request));
  const [answer] = await tx.query('SELECT assent.bind_request($1::jsonb, $2) AS bound', [
    row,
    LIMITS.redirectsPerDay,
  ]);
  return answer!.bound as boolean;
}

/** Keeps a request that came by redirect until its new `expiresAt`. */
export async function keepRequest(tx: Transaction, request: ConsentRequest): Promise<void> {
  await tx.query('SELECT assent.keep_request($1::jsonb)', [
    tx.seals.sealed('consent_request', requestRow(request)),
  ]);
}

/** Stores a new grant, sealed, with the protected records that the person chose. It closes its request. */
export async function storeGrant(
  tx: Transaction,
  grant: Grant,
  choices: readonly ProtectedRecordChoice[] = [],
): Promise<Grant> {
  await tx.query('SELECT assent.give_grant($1::jsonb, $2::jsonb)', [
    tx.seals.sealed('consent_grant', grantRow(grant)),
    choiceRows(choices),
  ]);
  return tx.em.findOneOrFail(Grant, { id: grant.id });
}

/** The request, or null if the platform did not write it as it is. */
export const sealedRequest = (
  { seals }: Transaction,
  request: ConsentRequest | null,
): ConsentRequest | null =>
  request && seals.holds('consent_request', { ...requestRow(request), seal: request.seal }) ? request : null;

/** The grant, or null if the platform did not write it as it is. */
export const sealedGrant = ({ seals }: Transaction, grant: Grant | null): Grant | null =>
  grant && seals.holds('consent_grant', { ...grantRow(grant), seal: grant.seal }) ? grant : null;
