import type { SealableRow, Seals } from '../../crypto/seal.js';
import type { SealedTable } from '../../crypto/sealed-tables.js';
import type { Executor } from '../../database/executor.js';

/** Kinds of entries that rest on a row of authority. */
interface Backing {
  readonly table: SealedTable;
  /** What the entry says was done, in words for the operator. */
  readonly what: string;
  /** Yields for each entry its `id`, the `row` that should be behind it or null, and whether it says the same (`agrees`). */
  readonly sql: string;
}

const OFFICERS_ACT = `SELECT e.id::text, to_jsonb(a) AS row,
    (a.proposed_by, a.confirmed_by) = (e.content->>'proposedBy', e.content->>'confirmedBy')
    AND a.recipient_code IS NOT DISTINCT FROM e.content->>'recipient'
    AND CASE e.kind
      WHEN 'CATALOGUE_PUBLISHED' THEN a.raises = e.content->'raises' AND EXISTS (
        SELECT FROM assent.catalogue_version v WHERE v.act_id = a.id AND v.version = (e.content->>'version')::integer)
      WHEN 'RECIPIENT_SUSPENDED' THEN a.kind IN ('SUSPEND_RECIPIENT', 'FREEZE_RECIPIENT') AND a.kind = e.content->>'why'
      WHEN 'RECIPIENT_ACTIVATED' THEN a.kind = 'ACTIVATE_RECIPIENT'
      ELSE a.kind IN ('REINSTATE_RECIPIENT', 'LIFT_FREEZE') AND a.kind = e.content->>'why' END AS agrees
  FROM assent.ledger_entry e LEFT JOIN assent.officer_act a ON a.id::text = e.content->>'act'
  WHERE e.kind IN ('RECIPIENT_SUSPENDED', 'RECIPIENT_REINSTATED', 'RECIPIENT_ACTIVATED', 'CATALOGUE_PUBLISHED')`;

const PROOF_OF_GRANT = `SELECT e.id::text, to_jsonb(a) AS row,
    a.action = 'APPROVE' AND a.target = g.request_id AND a.person_id = g.grantor_id AND a.spent_at IS NOT NULL
    AND e.content->>'channel' = 'ONLINE' AS agrees
  FROM assent.ledger_entry e JOIN assent.consent_grant g ON g.id = e.grant_id
  LEFT JOIN assent.authentication a ON a.id = g.authentication_id
  WHERE e.kind = 'GRANT_GIVEN' AND g.approval_id IS NULL`;

const APPROVAL_OF_GRANT = `SELECT e.id::text, to_jsonb(a) AS row,
    a.grant_id = g.id AND a.request_id = g.request_id AND e.content->>'channel' = 'COUNTER'
    AND a.session_id::text = e.content->>'session' AND a.evidence = e.content->'evidence'
    AND a.reviewer IS NOT DISTINCT FROM e.content->>'reviewer' AS agrees
  FROM assent.ledger_entry e JOIN assent.consent_grant g ON g.id = e.grant_id
  LEFT JOIN assent.counter_approval a ON a.id = g.approval_id
  WHERE e.kind = 'GRANT_GIVEN' AND g.approval_id IS NOT NULL`;

const COUNTER_SESSION = `SELECT e.id::text, to_jsonb(c) AS row,
    (c.clerk, c.counter, c.identified_by) = (e.content->>'clerk', e.content->>'counter', e.content->>'identifiedBy')
    AND (e.kind <> 'COUNTER_SESSION' OR c.person_id = e.person_id) AS agrees
  FROM assent.ledger_entry e LEFT JOIN assent.counter_session c ON c.id::text = e.content->>'session'
  WHERE e.content ? 'session'`;

const DENIED_AT_COUNTER = `SELECT e.id::text, to_jsonb(r) AS row,
    r.status = 'DENIED' AND r.decided_at = e.at AND (r.person_id, r.provider_id) IS NOT DISTINCT FROM (e.person_id, e.provider_id) AS agrees
  FROM assent.ledger_entry e LEFT JOIN assent.consent_request r ON r.id::text = e.content->>'object'
  WHERE e.kind = 'COUNTER_DENIAL'`;

const RETURNED_APPROVAL = `SELECT e.id::text, to_jsonb(a) AS row,
    a.returned_by = e.content->>'reviewer' AND a.session_id::text = e.content->>'session' AS agrees
  FROM assent.ledger_entry e LEFT JOIN assent.counter_approval a ON a.id::text = e.content->>'object'
  WHERE e.kind = 'COUNTER_RETURN'`;

const GUARDED = `SELECT e.id::text, to_jsonb(n) AS row, true AS agrees
  FROM assent.ledger_entry e LEFT JOIN assent.guarded_grant n ON n.grant_id = e.grant_id
  WHERE e.kind = 'GRANT_GIVEN' AND (e.content->>'role' = 'GUARDIAN' OR e.content->>'awaits' = 'GUARDIAN')`;

// The platform states the time of the consent just before, or after, the entry has its own.
const GUARDIANS_CONSENT = `SELECT e.id::text, to_jsonb(c) AS row, true AS agrees
  FROM assent.ledger_entry e LEFT JOIN LATERAL (
    SELECT * FROM assent.guardian_consent c WHERE c.grant_id = e.grant_id
      AND c.given_at <= e.at + interval '10 seconds' ORDER BY c.given_at DESC LIMIT 1) c ON true
  WHERE e.kind IN ('GRANT_GIVEN', 'GRANT_REINSTATED') AND e.content->>'role' = 'GUARDIAN' AND NOT e.content ? 'confirmed'
    AND NOT e.content ? 'act'`;

const CONFIRMED_AGAIN = `SELECT e.id::text, to_jsonb(c) AS row, true AS agrees
  FROM assent.ledger_entry e CROSS JOIN LATERAL jsonb_array_elements(e.content->'confirmed') AS one
  LEFT JOIN assent.item_confirmation c ON c.grant_id = e.grant_id AND c.item = one->>'item'
    AND c.version = (one->>'version')::integer
  WHERE e.kind = 'GRANT_REINSTATED' AND e.content ? 'confirmed'`;

const APPROVAL_OF_ITEMS = `SELECT e.id::text, to_jsonb(a) AS row,
    a.session_id::text = e.content->>'session' AND a.reviewer IS NOT DISTINCT FROM e.content->>'reviewer'
    AND NOT EXISTS (SELECT FROM jsonb_array_elements(e.content->'confirmed') AS one WHERE NOT a.terms->'items' ? (one->>'item')) AS agrees
  FROM assent.ledger_entry e LEFT JOIN assent.counter_approval a
    ON a.confirms_grant = e.grant_id AND a.given_at IS NOT NULL AND a.evidence = e.content->'evidence'
  WHERE e.kind = 'GRANT_REINSTATED' AND e.content ? 'confirmed' AND e.content->>'channel' = 'COUNTER'`;

const FREEZE_OF_GRANT = `SELECT e.id::text, to_jsonb(f) AS row, f.recipient_code = e.recipient_code AS agrees
  FROM assent.ledger_entry e LEFT JOIN assent.recipient_freeze f ON f.id::text = e.content->>'act'
  WHERE e.kind IN ('GRANT_SUSPENDED', 'GRANT_REINSTATED') AND e.content ? 'act'`;

const RELATIVES_APPLICATION = `SELECT e.id::text, to_jsonb(a) AS row,
    a.status = 'APPROVED' AND a.relation = e.content->>'relation' AND a.deceased_id = e.person_id AS agrees
  FROM assent.ledger_entry e LEFT JOIN assent.relative_application a ON a.id::text = e.content->>'application'
  WHERE e.kind = 'RELATIVE_ACCESS'`;

const STAFF = `SELECT e.id::text, to_jsonb(s) AS row,
    s.role = e.content->>'role' AND (e.content->>'change' IS DISTINCT FROM 'DISABLED' OR s.disabled_at IS NOT NULL) AS agrees
  FROM assent.ledger_entry e LEFT JOIN assent.staff s ON s.code = e.content->>'staff'
  WHERE e.kind IN ('STAFF_CHANGED', 'STAFF_LOOK')`;

// Only the newest can be compared: an account has one row.
const MEMBER = `SELECT e.id::text, to_jsonb(m) AS row, m.version = (e.content->>'version')::integer AND m.roles = e.content->'roles'
    AND (m.disabled_at IS NOT NULL) = (e.content->>'change' = 'DISABLED') AS agrees
  FROM (SELECT DISTINCT ON (content->>'member') * FROM assent.ledger_entry WHERE kind = 'MEMBER_CHANGED'
        ORDER BY content->>'member', (content->>'version')::integer DESC) e
  LEFT JOIN assent.member m ON m.code = e.content->>'member'`;

// Only the newest can be compared: an agreement has one row.
const AGREEMENT = `SELECT e.id::text, to_jsonb(a) AS row, a.purposes = e.content->'purposes' AS agrees
  FROM (SELECT DISTINCT ON (recipient_code) * FROM assent.ledger_entry WHERE kind = 'AGREEMENT_CHANGED'
        ORDER BY recipient_code, id DESC) e
  LEFT JOIN assent.agreement a ON a.recipient_code = e.recipient_code`;

// A published catalogue raises the number of a version without a row of its own.
const AGREEMENT_VERSION = `SELECT e.id::text, to_jsonb(v) AS row, v.purposes = e.content->'purposes' AS agrees
  FROM assent.ledger_entry e LEFT JOIN LATERAL (
    SELECT * FROM assent.agreement_version v WHERE v.recipient_code = e.recipient_code
      AND v.version <= (e.content->>'version')::integer ORDER BY v.version DESC LIMIT 1) v ON true
  WHERE e.kind = 'AGREEMENT_CHANGED'`;

// The act of an approval that made the recipient names none.
const ACT_OF_AGREEMENT = `SELECT e.id::text, to_jsonb(a) AS row,
    (a.proposed_by, a.confirmed_by) = (e.content->>'proposedBy', e.content->>'confirmedBy')
    AND a.kind IN ('APPROVE_APPLICATION', 'CHANGE_AGREEMENT', 'END_AGREEMENT')
    AND coalesce(a.recipient_code, e.recipient_code) = e.recipient_code AS agrees
  FROM assent.ledger_entry e LEFT JOIN assent.officer_act a ON a.id::text = e.content->>'act'
  WHERE e.kind = 'AGREEMENT_CHANGED' AND e.content ? 'act'`;

const APPROVED_TERMS = `SELECT e.id::text, to_jsonb(p) AS row,
    (p.recipient_code, p.purposes) = (e.recipient_code, e.content->'purposes')
    AND p.valid_until::text IS NOT DISTINCT FROM e.content->>'until'
    AND p.document_digest IS NOT DISTINCT FROM e.content->>'document' AS agrees
  FROM assent.ledger_entry e LEFT JOIN assent.approved_agreement p ON p.act_id::text = e.content->>'act'
  WHERE e.kind = 'AGREEMENT_CHANGED' AND e.content ? 'act'`;

// Only the newest can be compared: a product has one row.
const PRODUCT = `SELECT e.id::text, to_jsonb(p) AS row, p.terms_digest = e.content->>'digest'
    AND (p.ended_at IS NOT NULL) = (e.content->>'change' = 'ENDED') AS agrees
  FROM (SELECT DISTINCT ON (content->>'product') * FROM assent.ledger_entry WHERE kind = 'PRODUCT_REGISTERED'
        ORDER BY content->>'product', id DESC) e
  LEFT JOIN assent.product p ON p.code = e.content->>'product'`;

const KEY = `SELECT e.id::text, to_jsonb(k) AS row, s.recipient_code = e.recipient_code AND CASE e.content->>'change'
      WHEN 'ADDED' THEN k.confirmed_at IS NOT NULL AND (k.added_by, k.confirmed_by) IS NOT DISTINCT FROM
        (e.content->>'by', e.content->>'confirmedBy')
      ELSE k.retired_at IS NOT NULL END AS agrees
  FROM assent.ledger_entry e LEFT JOIN assent.recipient_key k ON encode(k.thumbprint, 'hex') = e.content->>'thumbprint'
  LEFT JOIN assent.software s ON s.id = k.software_id
  WHERE e.kind = 'KEY_CHANGED'`;

const BACKINGS: readonly Backing[] = [
  { table: 'officer_act', what: 'an act of two officers', sql: OFFICERS_ACT },
  { table: 'authentication', what: 'the proof of who gave the grant', sql: PROOF_OF_GRANT },
  { table: 'counter_approval', what: 'the approval at the counter', sql: APPROVAL_OF_GRANT },
  { table: 'counter_session', what: 'the session at the counter', sql: COUNTER_SESSION },
  { table: 'consent_request', what: 'the request that was denied', sql: DENIED_AT_COUNTER },
  { table: 'counter_approval', what: 'the approval that was returned', sql: RETURNED_APPROVAL },
  { table: 'guarded_grant', what: 'that the grant needs a guardian', sql: GUARDED },
  { table: 'guardian_consent', what: 'the consent of a guardian', sql: GUARDIANS_CONSENT },
  { table: 'item_confirmation', what: 'the person’s confirmation of the item', sql: CONFIRMED_AGAIN },
  { table: 'counter_approval', what: 'the confirmation of items at the counter', sql: APPROVAL_OF_ITEMS },
  { table: 'recipient_freeze', what: 'the freeze of the recipient', sql: FREEZE_OF_GRANT },
  { table: 'relative_application', what: 'the approved application', sql: RELATIVES_APPLICATION },
  { table: 'staff', what: 'the account of the employee', sql: STAFF },
  { table: 'member', what: 'the account of the member', sql: MEMBER },
  { table: 'agreement', what: 'the agreement of the recipient', sql: AGREEMENT },
  { table: 'agreement_version', what: 'that version of the agreement', sql: AGREEMENT_VERSION },
  { table: 'recipient_key', what: 'the key of the recipient', sql: KEY },
  { table: 'officer_act', what: 'the act of two officers', sql: ACT_OF_AGREEMENT },
  { table: 'approved_agreement', what: 'the terms that officers approved', sql: APPROVED_TERMS },
  { table: 'product', what: 'the product as it was registered last', sql: PRODUCT },
];

/**
 * Names each entry of the ledger that says that something was done with authority, and behind which no row that carries it
 * stands as the platform wrote it: the row was never there, or SQL made, changed, deleted or brought back one.
 * @param database one transaction with one snapshot
 */
export async function unbackedEntries(database: Executor, seals: Seals): Promise<string[]> {
  const named: string[] = [];
  for (const { table, what, sql } of BACKINGS)
    for (const { id, row, agrees } of await database.query(sql, []))
      if (row === null || agrees !== true || seals.sealVersion(table, row as SealableRow) === null)
        named.push(`entry row ${id}: ${what} (${table}) is not behind it`);
  return named;
}
