import type { Executor } from '../../database/executor.js';

/**
 * A seal covers what makes a row mean something, and not its state. So a row that was deleted, or whose state was set back,
 * is told by the entries of the ledger, and by the rows that rest on it. Each query yields the faults, as text.
 */
const CHECKS: readonly string[] = [
  // Suspended by officers and not reinstated since, or the reverse.
  `SELECT 'recipient ' || r.code || ': it is suspended and not recorded so, or the reverse' AS fault
   FROM assent.recipient r LEFT JOIN LATERAL (
     SELECT kind FROM assent.ledger_entry e WHERE e.recipient_code = r.code
       AND e.kind IN ('RECIPIENT_SUSPENDED', 'RECIPIENT_REINSTATED') ORDER BY e.id DESC LIMIT 1) last ON true
   WHERE (r.suspended_at IS NOT NULL) <> (coalesce(last.kind, '') = 'RECIPIENT_SUSPENDED')`,
  // Keys of recipients, as they were added and retired.
  `SELECT 'recipient_key ' || k.thumbprint::text || ': it is live and was retired, or good and never added, or the reverse'
   FROM assent.recipient_key k CROSS JOIN LATERAL (
     SELECT count(*) FILTER (WHERE e.content->>'change' = 'ADDED') AS added,
       count(*) FILTER (WHERE e.content->>'change' = 'RETIRED') AS retired
     FROM assent.ledger_entry e WHERE e.kind = 'KEY_CHANGED' AND e.content->>'thumbprint' = encode(k.thumbprint, 'hex')) told
   WHERE (k.confirmed_at IS NOT NULL) <> (told.added > 0) OR (k.retired_at IS NOT NULL) <> (told.retired > 0)`,
  // A freeze that was ordered, and whether it was lifted.
  `SELECT 'recipient_freeze ' || (e.content->>'act') || ': it was removed, or lifted without a record, or the reverse'
   FROM assent.ledger_entry e LEFT JOIN assent.recipient_freeze f ON f.id::text = e.content->>'act'
   WHERE e.kind = 'RECIPIENT_SUSPENDED' AND e.content->>'why' = 'FREEZE_RECIPIENT'
     AND (f.id IS NULL OR (f.lifted_at IS NOT NULL) <> EXISTS (
       SELECT FROM assent.ledger_entry l WHERE l.recipient_code = e.recipient_code AND l.id > e.id
         AND l.kind = 'RECIPIENT_REINSTATED' AND l.content->>'why' = 'LIFT_FREEZE'))`,
  // What officers published, with every level that it raised.
  `SELECT 'catalogue_version of act ' || a.id || ': it or an item of it was removed'
   FROM assent.officer_act a WHERE a.kind = 'PUBLISH_CATALOGUE' AND a.confirmed_at IS NOT NULL AND EXISTS (
     SELECT FROM jsonb_array_elements(a.raises) AS one WHERE NOT EXISTS (
       SELECT FROM assent.catalogue_version v JOIN assent.raised_item i ON i.version = v.version
       WHERE v.act_id = a.id AND i.item = one->>'item' AND i.level = (one->>'level')::integer))`,
  // What officers approved, activated and registered.
  `SELECT 'application ' || a.id || ': it is approved without its act, or the reverse'
   FROM assent.application a LEFT JOIN assent.officer_act o
     ON o.kind = 'APPROVE_APPLICATION' AND o.subject = a.id::text AND o.confirmed_at IS NOT NULL
   WHERE (a.status = 'APPROVED') <> (o.id IS NOT NULL)`,
  `SELECT 'approved_agreement of act ' || a.id || ': it was removed'
   FROM assent.officer_act a WHERE a.kind IN ('APPROVE_APPLICATION', 'CHANGE_AGREEMENT', 'END_AGREEMENT')
     AND a.confirmed_at IS NOT NULL AND NOT EXISTS (SELECT FROM assent.approved_agreement p WHERE p.act_id = a.id)`,
  `SELECT 'recipient ' || r.code || ': it was activated, and counts as not activated'
   FROM assent.recipient r WHERE r.activated_at IS NULL AND EXISTS (
     SELECT FROM assent.ledger_entry e WHERE e.recipient_code = r.code AND e.kind = 'RECIPIENT_ACTIVATED')`,
  // Grants that were stopped for the time being, and let go on.
  `SELECT 'grant ' || g.id || ': it is suspended and not recorded so, or the reverse'
   FROM assent.consent_grant g JOIN LATERAL (
     SELECT e.kind = 'GRANT_SUSPENDED' OR e.content->>'awaits' = 'GUARDIAN' AS suspended
     FROM assent.ledger_entry e WHERE e.grant_id = g.id AND (e.kind IN ('GRANT_GIVEN', 'GRANT_SUSPENDED')
       OR e.kind = 'GRANT_REINSTATED' AND e.content->>'why' IS DISTINCT FROM 'CONFIRMED_AGAIN')
     ORDER BY e.id DESC LIMIT 1) last ON true
   WHERE (g.suspended_at IS NOT NULL) <> coalesce(last.suspended, false)`,
  // A request is approved when its grant is given, and not otherwise.
  `SELECT 'consent_request ' || r.id || ': it is approved without its grant, or the reverse'
   FROM assent.consent_request r LEFT JOIN assent.consent_grant g ON g.request_id = r.id
   WHERE (r.status = 'APPROVED') <> (g.id IS NOT NULL)`,
  // A proof that something rests on is spent.
  `SELECT 'authentication ' || a.id || ': it was spent, and counts as unspent'
   FROM assent.authentication a WHERE a.spent_at IS NULL AND a.id IN (
     SELECT authentication_id FROM assent.consent_grant UNION ALL SELECT authentication_id FROM assent.session
     UNION ALL SELECT authentication_id FROM assent.item_confirmation
     UNION ALL SELECT authentication_id FROM assent.guardian_consent)`,
  // An application and its two reviews, and the uses that were recorded.
  `SELECT 'relative_application ' || a.id || ': its state is not that of its reviews'
   FROM assent.relative_application a LEFT JOIN LATERAL (
     SELECT count(*) FILTER (WHERE r.approved) AS approvals, count(*) FILTER (WHERE NOT r.approved) AS refusals
     FROM assent.relative_review r WHERE r.application_id = a.id) r ON true
   WHERE a.status <> CASE WHEN r.refusals > 0 THEN 'REFUSED' WHEN r.approvals >= 2 THEN 'APPROVED' ELSE 'PENDING' END`,
  `SELECT 'relative_application ' || a.id || ': it counts other uses than were recorded'
   FROM assent.relative_application a WHERE a.used <> (
     SELECT count(*) FROM assent.ledger_entry e WHERE e.kind = 'RELATIVE_ACCESS' AND e.content->>'application' = a.id::text)`,
  // Passkeys: as many as were added and not removed since. Erasing a person deletes them.
  `SELECT 'entry row ' || e.last || ': its person has other passkeys than were recorded'
   FROM (SELECT person_id, max(id) AS last, count(*) FILTER (WHERE content->>'change' = 'PASSKEY_ADDED')
           - count(*) FILTER (WHERE content->>'change' = 'PASSKEY_REMOVED') AS recorded
         FROM assent.ledger_entry WHERE kind = 'AUTHENTICATOR_CHANGED' GROUP BY person_id) e
   JOIN assent.person p ON p.id = e.person_id AND p.salt IS NOT NULL
   WHERE e.recorded <> (SELECT count(*) FROM assent.passkey k WHERE k.person_id = e.person_id)`,
];

/**
 * Names each row whose state is not the one that the ledger tells, as when SQL deleted it, or brought an earlier one back
 * with its right seal.
 * @param database one transaction with one snapshot
 */
export async function revivedRows(database: Executor): Promise<string[]> {
  const named: string[] = [];
  for (const sql of CHECKS)
    for (const row of await database.query(sql, [])) named.push(String(Object.values(row)[0]));
  return named;
}
