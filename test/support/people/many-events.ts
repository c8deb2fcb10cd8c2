import type { TestDatabase } from '../database/database.js';

/**
 * Adds to a person's history, by SQL: looks, uses of a grant, re-readings of a use, refused attempts and requests, in equal parts. They fall on
 * as many moments as are given, so that many happen at the same time.
 */
export async function manyEvents(
  { sql }: TestDatabase,
  grantId: string,
  disclosureId: string,
  count: number,
  moments: number,
): Promise<void> {
  const each = Math.ceil(count / 5);
  const when = `date_trunc('second', assent.now()) - make_interval(hours => 1 + (n % ${moments}))`;
  const numbers = `generate_series(1, ${each}) AS n`;
  const grant = 'assent.consent_grant g WHERE g.id = $1';
  await sql(
    `INSERT INTO assent.ledger_entry (kind, at, person_id, content)
     SELECT 'OWN_ACCESS', ${when}, g.person_id, '{"items": [{"item": "PSN_NAME", "delivery": "MASKED"}], "strength": "SMS"}'
       || assent.own_subject(g.person_id, NULL, gen_random_uuid())
     FROM ${numbers}, ${grant}`,
    [grantId],
  );
  await sql(
    `INSERT INTO assent.disclosure (id, grant_id, use_number, recipient_code, person_id, idempotency_key, operation_digest, items, disclosed_at)
     SELECT gen_random_uuid(), g.id, 1000 + n, g.recipient_code, g.person_id, 'many ' || n, sha256('\\x00'), '[{"item": "INSUTYPE", "delivery": "RETURN"}]', ${when}
     FROM ${numbers}, ${grant}`,
    [grantId],
  );
  await sql(
    `INSERT INTO assent.ledger_entry (kind, at, person_id, recipient_code, grant_id, disclosure_id, content)
     SELECT 'REREAD', ${when}, g.person_id, g.recipient_code, g.id, $2::uuid, e.content || '{"why": "PAGE"}'
     FROM ${numbers}, assent.ledger_entry e, ${grant} AND e.kind = 'DISCLOSURE' AND e.disclosure_id = $2::uuid`,
    [grantId, disclosureId],
  );
  await sql(
    `INSERT INTO assent.ledger_entry (kind, at, person_id, recipient_code, grant_id, content)
     SELECT 'REFUSAL', ${when} - make_interval(days => n), g.person_id, g.recipient_code, g.id,
       jsonb_build_object('subject', encode(g.commitment, 'hex'), 'purpose', g.purpose, 'recipient', g.recipient_code,
         'refusal', 'ITEM_NOT_GRANTED', 'items', '["DISE_NAME"]'::jsonb, 'repeated', 0)
     FROM ${numbers}, ${grant}`,
    [grantId],
  );
  await sql(
    `INSERT INTO assent.consent_request
     SELECT (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'delivered_at', ${when}, 'expires_at', ${when},
       'decided_at', ${when}, 'status', 'EXPIRED', 'idempotency_key', NULL, 'content_digest', NULL))).*
     FROM ${numbers}, assent.consent_request r WHERE r.id = (SELECT request_id FROM assent.consent_grant WHERE id = $1)`,
    [grantId],
  );
}
