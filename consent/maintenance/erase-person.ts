import { personCategories } from '../../schema/catalogue.js';
import type { Executor } from '../database/executor.js';

/**
 * Erases a person (PIPL 47, R-29). Destroying the salt makes every encrypted value unreadable in all copies. The
 * records are deleted and the grants revoked. Grants, disclosures and ledger entries stay; they name nobody, and their
 * proofs stay valid. The blind index of the number stays, so that no import brings the person back. The owner of the database runs this in a transaction.
 * @returns false if there is no such person
 */
export async function erasePerson(database: Executor, psnNo: string): Promise<boolean> {
  const [person] = await database.query(
    'SELECT id::text FROM assent.person WHERE psn_no = $1 AND salt IS NOT NULL FOR UPDATE',
    [psnNo],
  );
  if (!person) return false;
  const { id } = person;
  await database.query(
    `SELECT assent.revoke_grant(id, 'erased', '{}') FROM assent.consent_grant
     WHERE person_id = $1 AND revoked_at IS NULL AND superseded_at IS NULL`,
    [id],
  );
  // Requests that wait for the person stay as they are: nobody can answer them, and to their recipients they end like those to
  // a number that nobody has. To close them would tell that there was somebody.
  // The entry comes first, because row-level security lets the owner change this person's rows only under it.
  await database.query(
    `WITH entry AS (
       INSERT INTO assent.ledger_entry (kind, at, person_id, content)
       VALUES ('PERSON_ERASED', assent.now(), $1, assent.own_subject($1, null, gen_random_uuid())) RETURNING id)
     SELECT set_config('assent.erasure_entry', id::text, true) FROM entry`,
    [id],
  );
  for (const { table } of personCategories)
    await database.query(`DELETE FROM assent.${table} WHERE person_id = $1`, [id]);
  await database.query('DELETE FROM assent.uses_seen WHERE person_id = $1', [id]);
  await database.query('DELETE FROM assent.guardianship WHERE ward_id = $1 OR guardian_id = $1', [id]);
  await database.query(
    'UPDATE assent.objection SET sealed_text = NULL, sealed_answer = NULL WHERE person_id = $1',
    [id],
  );
  await database.query(
    'INSERT INTO assent.erased_number (certno_index) SELECT certno_index FROM assent.person WHERE id = $1 ON CONFLICT DO NOTHING',
    [id],
  );
  await database.query(
    `UPDATE assent.person SET name_index = NULL, salt = NULL, opening_salt = NULL, sealed_mobile = NULL, sealed_certno = NULL, sealed_label = NULL, psn_no = 'erased ' || id, brdy = '1900-01-01', surv_stas = '9',
       certno_index = sha256(assent.new_salt()), certno_name_index = sha256(assent.new_salt()) WHERE id = $1`,
    [id],
  );
  return true;
}
