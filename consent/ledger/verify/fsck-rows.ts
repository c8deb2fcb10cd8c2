import type { Executor } from '../../database/executor.js';
import { VerificationError } from '../format/verification-error.js';

/**
 * The platform acts on these rows, so they must agree with the ledger. Each query finds the first row that does not.
 */
const CHECKS: readonly { readonly fault: (row: Record<string, unknown>) => string; readonly sql: string }[] =
  [
    {
      fault: ({ id }) => `entry row ${id}: it was given to another subject or recipient than its grant's`,
      sql: `SELECT e.id FROM assent.ledger_entry e JOIN assent.consent_grant g ON g.id = e.grant_id
      WHERE (e.person_id, e.provider_id, e.recipient_code) IS DISTINCT FROM (g.person_id, g.provider_id, g.recipient_code)
      ORDER BY e.id LIMIT 1`,
    },
    {
      fault: ({ id, recorded }) =>
        recorded
          ? `disclosure ${id}: its row is not what was recorded`
          : `disclosure ${id}: it was never recorded`,
      sql: `SELECT coalesce(d.id, e.disclosure_id) AS id, e.id IS NOT NULL AS recorded
      FROM assent.disclosure d
      FULL JOIN (SELECT * FROM assent.ledger_entry WHERE kind = 'DISCLOSURE') e ON e.disclosure_id = d.id
      WHERE (d.grant_id, d.recipient_code, d.person_id, d.provider_id, d.use_number, d.disclosed_at, d.items,
          encode(d.operation_digest, 'hex'),
          encode(sha256(d.operator_opening || convert_to(d.operator, 'UTF8')), 'hex'))
        IS DISTINCT FROM (e.grant_id, e.recipient_code, e.person_id, e.provider_id, (e.content->>'useNumber')::integer,
          e.at, e.content->'items', e.content->>'operationDigest', e.content->>'operator')
      ORDER BY e.id LIMIT 1`,
    },
    {
      fault: ({ id }) => `grant ${id}: it counts other uses than were recorded`,
      sql: `SELECT g.id FROM assent.consent_grant g
      LEFT JOIN (SELECT grant_id, count(*) AS uses FROM assent.ledger_entry WHERE kind = 'DISCLOSURE' GROUP BY grant_id) e
        ON e.grant_id = g.id
      WHERE g.used <> coalesce(e.uses, 0) ORDER BY g.id LIMIT 1`,
    },
    {
      fault: ({ id, recorded }) =>
        recorded ? `grant ${id}: its terms are not those recorded` : `grant ${id}: it was never recorded`,
      sql: `SELECT coalesce(g.id, e.grant_id) AS id, e.id IS NOT NULL AS recorded
      FROM assent.consent_grant g
      FULL JOIN (SELECT * FROM assent.ledger_entry WHERE kind = 'GRANT_GIVEN') e ON e.grant_id = g.id
      WHERE (g.recipient_code, g.purpose, g.items, g.mode, g.max_uses, g.valid_until, g.notice_digest, g.strength,
          encode(g.commitment, 'hex'))
        IS DISTINCT FROM (e.content->>'recipient', e.content->>'purpose', e.content->'items', e.content->>'mode',
          (e.content->>'maxUses')::integer, (e.content->>'validUntil')::timestamptz, e.content->>'noticeDigest',
          e.content->>'strength', e.content->>'subject')
      ORDER BY g.id LIMIT 1`,
    },
    {
      fault: ({ id }) => `grant ${id}: it is revoked and not recorded so, or the reverse`,
      sql: `SELECT g.id FROM assent.consent_grant g
      WHERE (g.revoked_at IS NOT NULL) <>
        EXISTS (SELECT FROM assent.ledger_entry e WHERE e.grant_id = g.id AND e.kind = 'GRANT_REVOKED')
      ORDER BY g.id LIMIT 1`,
    },
    {
      fault: ({ id }) => `grant ${id}: it is superseded and not recorded so, or the reverse`,
      sql: `SELECT g.id FROM assent.consent_grant g
      LEFT JOIN assent.ledger_entry e ON e.grant_id = g.id AND e.kind = 'GRANT_SUPERSEDED'
      WHERE (g.superseded_at IS NOT NULL) <> (e.id IS NOT NULL)
        OR g.superseded_by::text IS DISTINCT FROM e.content->>'supersededBy'
      ORDER BY g.id LIMIT 1`,
    },
    {
      fault: ({ id }) => `grant ${id}: other protected records are open than the person chose`,
      sql: `SELECT g.id FROM assent.consent_grant g
      LEFT JOIN (SELECT grant_id, encode(sha256(convert_to('[' || string_agg(to_json(one)::text, ',' ORDER BY one COLLATE "C")
          || ']', 'UTF8')), 'hex') AS digest
        FROM (SELECT grant_id, kind || ' ' || record_id AS one FROM assent.protected_record_choice) c GROUP BY grant_id) chosen
        ON chosen.grant_id = g.id
      WHERE g.choices_digest IS DISTINCT FROM chosen.digest ORDER BY g.id LIMIT 1`,
    },
  ];

/**
 * Checks grants and disclosures against the entries of the ledger. The caller has verified the entries that are in the
 * log.
 * @throws VerificationError that names the first row that differs
 */
export async function checkRows(database: Executor): Promise<void> {
  for (const { sql, fault } of CHECKS) {
    const [row] = await database.query(sql, []);
    if (row) throw new VerificationError(fault(row));
  }
}
