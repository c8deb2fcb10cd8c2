import type { Executor } from '../database/executor.js';
import { deliveryIn } from '../purposes/purpose.js';
import { findPurpose } from '../purposes/registry.js';
import type { AgreedPurpose } from './agreement.js';
import { RECIPIENT_KINDS, type RecipientKind } from './recipient.js';

/** An agreement as a file: who, with which public keys, for which purposes and items. */
export interface AgreementFile {
  readonly recipient: {
    readonly code: string;
    readonly name: string;
    readonly kind: RecipientKind;
    readonly clientId: string;
    /** Public keys that sign the recipient's assertions. */
    readonly jwks: { readonly keys: readonly Record<string, unknown>[] };
    /** Where a person reaches it; shown with every request. */
    readonly contact?: string;
    readonly maxRequestsPerSecond?: number;
  };
  readonly purposes: readonly AgreedPurpose[];
  /** Last day in force, YYYY-MM-DD. */
  readonly validUntil?: string | null;
}

/** Says what is wrong with an agreement file, and where in it. */
export class AgreementError extends Error {
  override readonly name = 'AgreementError';
}

function fail(where: string, what: string): never {
  throw new AgreementError(`${where}: ${what}`);
}

const nonEmpty = (where: string, value: unknown, longest: number): string => {
  if (typeof value !== 'string' || value.trim() === '' || value.length > longest)
    fail(where, `must be a text of 1 to ${longest} characters`);
  return value;
};

function checkKeys(keys: unknown): void {
  if (!Array.isArray(keys) || keys.length === 0)
    fail('recipient.jwks.keys', 'must hold at least one public key');
  for (const [index, key] of keys.entries()) {
    const where = `recipient.jwks.keys[${index}]`;
    if (typeof key !== 'object' || key === null || typeof key.kty !== 'string') fail(where, 'is not a JWK');
    if ('d' in key || 'k' in key)
      fail(where, 'is a private key: it must never leave its owner. Give the public one');
  }
}

function checkPurpose(
  { code, items, impactAssessment }: AgreedPurpose,
  kind: RecipientKind,
  where: string,
): void {
  const purpose = findPurpose(code);
  if (!purpose) fail(where, `there is no purpose ${code}`);
  if (!purpose.consentRequired || !purpose.requesters.includes(kind))
    fail(where, `${code} is not open to a ${kind}`);
  nonEmpty(`${where}.impactAssessment`, impactAssessment, 100);
  const outside = items?.filter((item) => deliveryIn(purpose, item) === null) ?? [];
  if (outside.length > 0) fail(`${where}.items`, `not in the purpose: ${outside.join(', ')}`);
}

/** @throws AgreementError naming the first thing that is wrong */
export function checkAgreement(file: unknown): AgreementFile {
  const agreement = file as AgreementFile;
  const recipient = agreement?.recipient ?? fail('recipient', 'is missing');
  nonEmpty('recipient.code', recipient.code, 40);
  nonEmpty('recipient.name', recipient.name, 200);
  nonEmpty('recipient.clientId', recipient.clientId, 100);
  if (!RECIPIENT_KINDS.includes(recipient.kind))
    fail('recipient.kind', `must be one of ${RECIPIENT_KINDS.join(', ')}`);
  checkKeys(recipient.jwks?.keys);
  if (recipient.contact !== undefined) nonEmpty('recipient.contact', recipient.contact, 200);
  const rate = recipient.maxRequestsPerSecond;
  if (rate !== undefined && !(Number.isInteger(rate) && rate > 0))
    fail('recipient.maxRequestsPerSecond', 'must be a positive whole number');
  if (!Array.isArray(agreement.purposes) || agreement.purposes.length === 0)
    fail('purposes', 'must name at least one purpose');
  for (const [index, purpose] of agreement.purposes.entries())
    checkPurpose(purpose, recipient.kind, `purposes[${index}]`);
  if (agreement.validUntil != null && !/^\d{4}-\d{2}-\d{2}$/.test(agreement.validUntil))
    fail('validUntil', 'must be YYYY-MM-DD');
  return agreement;
}

/**
 * Applies an agreement: adds or updates the recipient, and raises the version if anything changed, so that
 * grants are judged by it from the next use on. Run by the owner of the database, inside a transaction.
 * @returns the version in force, and whether this changed it
 */
export async function applyAgreement(
  database: Executor,
  agreement: AgreementFile,
): Promise<{ version: number; changed: boolean }> {
  const {
    code,
    name,
    kind,
    clientId,
    jwks,
    contact = null,
    maxRequestsPerSecond = 2_000,
  } = agreement.recipient;
  const purposes = JSON.stringify(
    agreement.purposes.map((purpose) => ({
      code: purpose.code,
      items: purpose.items ?? null,
      impactAssessment: purpose.impactAssessment,
    })),
  );
  const recipients = await database.query(
    `INSERT INTO assent.recipient AS r (code, name, kind, client_id, jwks, max_requests_per_second, contact)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, client_id = excluded.client_id,
       jwks = excluded.jwks, max_requests_per_second = excluded.max_requests_per_second, contact = excluded.contact
     WHERE (r.name, r.kind, r.client_id, r.jwks, r.max_requests_per_second, r.contact) IS DISTINCT FROM
       (excluded.name, excluded.kind, excluded.client_id, excluded.jwks, excluded.max_requests_per_second, excluded.contact)
     RETURNING code`,
    [code, name, kind, clientId, JSON.stringify({ keys: jwks.keys }), maxRequestsPerSecond, contact],
  );
  const agreements = await database.query(
    `INSERT INTO assent.agreement AS a (recipient_code, version, purposes, valid_until) VALUES ($1, 1, $2, $3)
     ON CONFLICT (recipient_code) DO UPDATE SET version = a.version + 1, purposes = excluded.purposes,
       valid_until = excluded.valid_until, applied_at = assent.now()
     WHERE (a.purposes, a.valid_until) IS DISTINCT FROM (excluded.purposes, excluded.valid_until)
     RETURNING version`,
    [code, purposes, agreement.validUntil ?? null],
  );
  const [{ version }] = (await database.query(
    'SELECT version FROM assent.agreement WHERE recipient_code = $1',
    [code],
  )) as [{ version: number }];
  const changed = recipients.length + agreements.length > 0;
  if (changed)
    await database.query(
      `INSERT INTO assent.ledger_entry (kind, at, recipient_code, content) VALUES ('AGREEMENT_CHANGED', assent.now(), $1::varchar,
         jsonb_build_object('recipient', $1::varchar, 'version', $2::integer, 'purposes', $3::jsonb))`,
      [code, version, purposes],
    );
  return { version, changed };
}
