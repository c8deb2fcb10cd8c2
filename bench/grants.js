import { executorOf } from '../dist/consent/database/executor.js';
import { sealAgain } from '../dist/consent/maintenance/seal-again.js';
import { findPurpose } from '../dist/consent/purposes/registry.js';
import { PURPOSE } from './recipients.js';

/** The terms that the purpose allows: LIMITED, at most 12 uses, and all required items. */
const MAX_USES = 12;
const items = JSON.stringify(findPurpose(PURPOSE).required);

/** Living adults with more than a page of settlements in the period that the purpose looks back. */
const PEOPLE = `SELECT person_id FROM assent.settlement JOIN assent.person ON person.id = person_id
  WHERE NOT settlement.protected AND setl_time > current_date - interval '23 months' AND surv_stas <> '2' AND brdy < current_date - interval '19 years'
  GROUP BY person_id HAVING count(*) > 10`;

const PLANT = {
  bench: `
    WITH people AS (SELECT array_agg(person_id) AS ids FROM (${PEOPLE}) AS p)
    INSERT INTO bench.consent_grant (id, recipient_code, person_id, purpose, items, max_uses, used, valid_from, valid_until)
    SELECT uuidv7(), $2, ids[1 + n % cardinality(ids)], $3, $4::jsonb, $5, $6, now(), now() + interval '30 days'
    FROM people, generate_series(1, $1::integer) AS n RETURNING id`,
  assent: `
    WITH people AS (SELECT array_agg(person_id) AS ids FROM (${PEOPLE}) AS p),
    asked AS (
      INSERT INTO assent.consent_request (id, recipient_code, person_id, purpose, catalogue_version, items, mode,
        max_uses, valid_for_days, notice, status, expires_at, decided_at)
      SELECT uuidv7(), $2, ids[1 + n % cardinality(ids)], $3, 1,
        (SELECT jsonb_agg(item || '{"required": true}') FROM jsonb_array_elements($4::jsonb) AS item),
        'LIMITED', $5, 30, 'bench', 'APPROVED', now() + interval '30 days', now()
      FROM people, generate_series(1, $1::integer) AS n RETURNING *)
    INSERT INTO assent.consent_grant (id, request_id, recipient_code, person_id, grantor_id, purpose, catalogue_version,
      items, mode, max_uses, used, notice_digest, strength, sensitive_confirmed, valid_from, valid_until, commitment, handle_key)
    SELECT uuidv7(), id, recipient_code, person_id, person_id, purpose, catalogue_version, $4::jsonb, mode, max_uses,
      $6, repeat('b', 64), 'FACE', true, now(), now() + interval '30 days', sha256(uuid_send(id)), sha256(uuid_send(id) || 'h')
    FROM asked RETURNING id`,
};

/**
 * Inserts unused grants of people with at least ten settlements.
 * @param city the owner's connection, and the seals of the product
 * @param {'bench' | 'assent'} schema
 * @returns {Promise<string[]>} their ids
 */
export async function plantGrants({ owner, seals }, schema, recipientCode, count, used = 0) {
  // The owner inserts many at once, with the triggers disabled that compare a grant with its request.
  await owner.query("SET session_replication_role = 'replica'");
  const { rows } = await owner.query(PLANT[schema], [count, recipientCode, PURPOSE, items, MAX_USES, used]);
  await owner.query("SET session_replication_role = 'origin'");
  if (rows.length !== count) throw new Error('Nobody has ten settlements.');
  if (schema === 'assent') await sealPlanted(owner, seals);
  // The planner needs statistics of the many new rows now, before autovacuum collects them.
  await owner.query(`ANALYZE ${schema}.consent_grant, ${schema}.disclosure, ${schema}.ledger_entry`);
  return rows.map(({ id }) => id);
}

/** The product honours no row that SQL alone made. */
async function sealPlanted(owner, seals) {
  await owner.query('BEGIN');
  for (const table of ['consent_request', 'consent_grant'])
    await sealAgain(executorOf(owner), seals, table, (version) => version === null);
  await owner.query('COMMIT');
}

/** Checks after every run that uses, disclosures, ledger entries and answers are the same number. */
export async function audit(owner, schema, grantIds, answered) {
  const { rows } = await owner.query(
    `SELECT (SELECT sum(used) FROM ${schema}.consent_grant WHERE id = ANY ($1::uuid[]))::integer AS used,
       (SELECT count(*) FROM ${schema}.disclosure WHERE grant_id = ANY ($1::uuid[]))::integer AS disclosures,
       (SELECT count(*) FROM ${schema}.ledger_entry
        WHERE kind = 'DISCLOSURE' AND grant_id = ANY ($1::uuid[]))::integer AS entries`,
    [grantIds],
  );
  const counts = [...Object.values(rows[0]), answered];
  if (new Set(counts).size !== 1)
    throw new Error(
      `used, disclosures, ledger entries and answers differ in ${schema}: ${counts.join(', ')}`,
    );
}

/** Each grant is used three to six times; between two uses of a grant are those of a thousand others. */
export function orderOfUses(grantIds) {
  const uses = [];
  for (let start = 0; start < grantIds.length; start += 1000) {
    const block = grantIds.slice(start, start + 1000).flatMap((id, index) => Array(3 + (index % 4)).fill(id));
    for (let at = block.length - 1; at > 0; at -= 1) {
      const other = Math.floor(Math.random() * (at + 1));
      [block[at], block[other]] = [block[other], block[at]];
    }
    for (const id of block) uses.push(id);
  }
  return uses;
}
export const USES_PER_GRANT = 4.5;
