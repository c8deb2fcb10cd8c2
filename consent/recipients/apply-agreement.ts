import type { Executor } from '../database/executor.js';
import type { AgreementFile } from './agreement-file.js';

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
