import type { Client } from 'pg';
import { canonicalNumber } from '../../schema/identity/document-number.js';
import { labelOf } from '../../schema/identity/label.js';
import { canonicalName } from '../../schema/identity/person-name.js';
import { type Fault, faultOf, reasonOf, TAKEN } from './faults.js';
import type { Row } from './row-reader.js';
import type { SubjectKeys } from './subject-registration.js';

/** The columns of basic_identity by which a person is registered, in this order. */
export const IDENTITY_COLUMNS = ['certno', 'psn_name', 'brdy', 'surv_stas', 'gend'];

const CREATE = `
  DROP TABLE IF EXISTS staged_person;
  CREATE TEMP TABLE staged_person (
    line integer PRIMARY KEY, psn_no varchar(30) UNIQUE, certno_index bytea, certno_name_index bytea, name_index bytea, brdy date,
    surv_stas varchar(20), sealed_certno bytea, sealed_label bytea, gend varchar(20), proposal bytea, fault text)`;

const STAGE = `
  INSERT INTO staged_person (line, psn_no, certno_index, certno_name_index, name_index, brdy, surv_stas, sealed_certno, sealed_label, gend, proposal)
  SELECT * FROM unnest($1::integer[], $2::varchar[], $3::bytea[], $4::bytea[], $5::bytea[], $6::date[], $7::varchar[], $8::bytea[],
    $9::bytea[], $10::varchar[], $11::bytea[])`;

/**
 * What a file would change of each person on record. Of name, number, birth date and sex a correction changes two at most
 * (the birth date is part of the number); three are another human.
 */
const CHANGES = `
  CREATE TEMP TABLE changed_person ON COMMIT DROP AS
  SELECT s.line, p.id, s.proposal, r.verdict, array_remove(ARRAY[
    CASE WHEN p.name_index <> s.name_index THEN 'psn_name' END, CASE WHEN p.certno_index <> s.certno_index THEN 'certno' END,
    CASE WHEN p.brdy <> s.brdy THEN 'brdy' END, CASE WHEN i.gend <> s.gend THEN 'gend' END], NULL)::varchar[] AS changed
  FROM staged_person s JOIN assent.person p ON p.psn_no = s.psn_no
  LEFT JOIN assent.basic_identity i ON i.person_id = p.id
  LEFT JOIN assent.identity_review r ON r.person_id = p.id AND r.proposal = s.proposal
  WHERE p.certno_index <> s.certno_index OR p.name_index <> s.name_index OR p.brdy <> s.brdy`;

const HOLD = `
  WITH beyond AS (
    SELECT c.* FROM changed_person c JOIN staged_person s USING (line) WHERE s.fault IS NULL AND cardinality(changed) >= 3 AND verdict IS DISTINCT FROM 'CORRECTION'),
  marked AS (
    UPDATE staged_person s SET fault = CASE WHEN b.verdict = 'REFUSED' THEN 'REFUSED' ELSE 'HELD' END FROM beyond b WHERE s.line = b.line)
  SELECT assent.hold_identity(id, proposal, changed) FROM beyond WHERE verdict IS NULL`;

/** an erased person stays erased. */
const ERASED = `
  UPDATE staged_person s SET fault = 'ERASED' FROM assent.erased_number e WHERE e.certno_index = s.certno_index`;

/** A number that is known does not become unknown. */
const LOST = `
  UPDATE staged_person s SET fault = 'LOST' FROM assent.person p
  WHERE p.psn_no = s.psn_no AND s.sealed_certno IS NULL AND p.sealed_certno IS NOT NULL`;

/** Of several rows with one number the owner on record keeps it, and without one the lowest person number gets it. */
const SAME_NUMBER = `
  UPDATE staged_person s SET fault = 'TAKEN' FROM (
    SELECT line, row_number() OVER (PARTITION BY c.certno_index ORDER BY p.id IS NULL, c.psn_no COLLATE "C") AS place
    FROM staged_person c LEFT JOIN assent.person p ON p.psn_no = c.psn_no AND p.certno_index = c.certno_index
    WHERE c.fault IS NULL) AS ranked
  WHERE s.line = ranked.line AND ranked.place > 1`;

/** A number whose owner on record keeps it, because the file leaves it or the owner's row is refused. Repeated until none is new. */
const OWNED = `
  UPDATE staged_person s SET fault = 'TAKEN' FROM assent.person p
  WHERE s.fault IS NULL AND p.certno_index = s.certno_index AND p.psn_no <> s.psn_no AND NOT EXISTS (
    SELECT FROM staged_person o WHERE o.psn_no = p.psn_no AND o.fault IS NULL AND o.certno_index <> p.certno_index)`;

const REGISTER = `
  INSERT INTO assent.person AS known (psn_no, certno_index, certno_name_index, name_index, brdy, surv_stas, sealed_certno, sealed_label)
  SELECT psn_no, certno_index, certno_name_index, name_index, brdy, surv_stas, sealed_certno, sealed_label FROM staged_person WHERE fault IS NULL
  ON CONFLICT (psn_no) DO UPDATE SET certno_index = excluded.certno_index, certno_name_index = excluded.certno_name_index,
    name_index = excluded.name_index, brdy = excluded.brdy, surv_stas = excluded.surv_stas, sealed_certno = excluded.sealed_certno,
    sealed_label = excluded.sealed_label
  WHERE (known.certno_index, known.certno_name_index, known.name_index, known.brdy, known.surv_stas, known.sealed_certno, known.sealed_label)
    IS DISTINCT FROM (excluded.certno_index, excluded.certno_name_index, excluded.name_index, excluded.brdy, excluded.surv_stas,
      excluded.sealed_certno, excluded.sealed_label)`;

const FAULTS: Readonly<Record<string, Fault>> = {
  TAKEN: faultOf('certno', TAKEN),
  ERASED: faultOf(
    'certno',
    reasonOf(
      'belongs to a person who was erased',
      '该号码属于已被删除的人员',
      'Leave the person out of the files.',
      '请在文件中去掉该人员。',
    ),
  ),
  LOST: faultOf(
    'certno',
    reasonOf(
      'is missing, although the number of this person is on record',
      '证件号码为空，但该人员已有号码在册',
    ),
  ),
  HELD: faultOf(
    'psn_no',
    reasonOf(
      'would be another person: held for review',
      '该人员编号的身份将变为另一人，已暂缓并待核对',
      'Compare with the source, and decide with assent identity; then import again.',
      '请与源系统核对，用 assent identity 决定后重新导入。',
    ),
  ),
  REFUSED: faultOf(
    'psn_no',
    reasonOf(
      'would be another person: refused after review',
      '该人员编号的身份变更经核对已被拒绝',
      'Correct the person number in the source.',
      '请在源系统更正人员编号。',
    ),
  ),
};

/**
 * Registers the people of one file all at once, so that the order of its rows means nothing: two people may exchange their
 * numbers, and one may take what another leaves.
 */
export class PersonRegister {
  private constructor(
    private readonly client: Client,
    private readonly keys: SubjectKeys,
  ) {}

  static async open(client: Client, keys: SubjectKeys): Promise<PersonRegister> {
    await client.query(CREATE);
    return new PersonRegister(client, keys);
  }

  /** @param rows with the values of IDENTITY_COLUMNS, each person once */
  async stage(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const { blindIndex, contacts } = this.keys;
    const staged = rows.map(({ line, subjects, kept }) => {
      const [psnNo, [certNo, name, born, status, gender]] = [subjects[0]!, kept as string[]];
      const none = certNo === '';
      return [
        line,
        psnNo,
        // A child without a number is found by none: nothing that anybody types has this index.
        none ? blindIndex.other('no certno', psnNo) : blindIndex.certNo(certNo!),
        none ? blindIndex.other('no certno, named', psnNo) : blindIndex.certNoWithName(certNo!, name!),
        blindIndex.other('name of', `${psnNo}\0${canonicalName(name!)}`),
        born!.slice(0, 10),
        status,
        none ? null : contacts.seal('CERTNO', psnNo, certNo!),
        contacts.seal('LABEL', psnNo, labelOf(name!)),
        gender === '' ? null : gender,
        blindIndex.other(
          'identity',
          [psnNo, canonicalNumber(certNo!), canonicalName(name!), born!.slice(0, 10), gender].join('\0'),
        ),
      ];
    });
    await this.client.query(
      STAGE,
      staged[0]!.map((_, column) => staged.map((values) => values[column])),
    );
  }

  /** @returns the lines whose rows are refused, and why */
  async register(): Promise<ReadonlyMap<number, Fault>> {
    await this.client.query('ANALYZE staged_person');
    await this.client.query('BEGIN');
    try {
      await this.client.query(ERASED);
      await this.client.query(LOST);
      await this.client.query(CHANGES);
      await this.client.query(HOLD);
      await this.client.query(SAME_NUMBER);
      while ((await this.client.query(OWNED)).rowCount! > 0);
      await this.client.query(REGISTER);
      const { rows } = await this.client.query(
        'SELECT line, fault FROM staged_person WHERE fault IS NOT NULL',
      );
      await this.client.query('COMMIT');
      await this.client.query('DROP TABLE staged_person');
      return new Map(rows.map(({ line, fault }) => [line, FAULTS[fault]!]));
    } catch (error) {
      await this.client.query('ROLLBACK');
      throw error;
    }
  }
}
