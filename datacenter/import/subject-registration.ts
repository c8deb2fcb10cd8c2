import type { Client } from 'pg';
import type { BlindIndex } from '../../consent/crypto/blind-index.js';
import { ContactEncryption } from '../../consent/crypto/contact-encryption.js';
import type { FieldEncryption } from '../../consent/crypto/field-encryption.js';
import { type Fault, faultOf, TAKEN } from './faults.js';
import type { Row } from './row-reader.js';

/** What makes the values of `assent.person` and `assent.provider` of those in the files. */
export class SubjectKeys {
  readonly contacts: ContactEncryption;

  constructor(
    readonly blindIndex: BlindIndex,
    encryption: FieldEncryption,
  ) {
    this.contacts = new ContactEncryption(encryption, blindIndex);
  }
}

/** How the rows of a file about subjects update assent.person or assent.provider before they are stored as records. */
export interface SubjectRegistration {
  /** Columns that `register` needs. */
  readonly keep: readonly string[];
  /** @returns the rows that are refused, and why */
  register(client: Client, rows: readonly Row[], keys: SubjectKeys): Promise<Map<Row, Fault>>;
}

const CERT_NO_TAKEN = faultOf('certno', TAKEN);

/** Finds the rows whose ID number belongs to another person, in this chunk or in the database. */
async function takenNumbers(
  client: Client,
  rows: readonly Row[],
  indexes: readonly Buffer[],
): Promise<Map<Row, Fault>> {
  const owners = new Map<string, string>();
  const known = await client.query(
    "SELECT encode(certno_index, 'hex') AS index, psn_no FROM assent.person WHERE certno_index = ANY($1::bytea[])",
    [indexes],
  );
  for (const { index, psn_no } of known.rows) owners.set(index, psn_no);
  const taken = new Map<Row, Fault>();
  for (const [at, row] of rows.entries()) {
    const index = indexes[at]!.toString('hex');
    const psnNo = row.subjects[0]!;
    const owner = owners.get(index);
    if (owner === undefined) owners.set(index, psnNo);
    else if (owner !== psnNo) taken.set(row, CERT_NO_TAKEN);
  }
  return taken;
}

/** A child without a number is found by none: nothing that anybody types has this index. */
const indexOf = (blindIndex: BlindIndex, psnNo: string, certNo: string): Buffer =>
  certNo === '' ? blindIndex.other('no certno', psnNo) : blindIndex.certNo(certNo);

const numberOf = (contacts: ContactEncryption, { subjects: [psnNo], kept: [certNo] }: Row) =>
  certNo === '' ? null : contacts.seal('CERTNO', psnNo!, certNo!);

const people: SubjectRegistration = {
  keep: ['certno', 'psn_name', 'brdy', 'surv_stas'],
  async register(client, rows, { blindIndex, contacts }) {
    const certNos = rows.map(({ kept, subjects }) => indexOf(blindIndex, subjects[0]!, kept[0]!));
    const taken = await takenNumbers(client, rows, certNos);
    const places = rows
      .keys()
      .filter((at) => !taken.has(rows[at]!))
      .toArray();
    await client.query(
      `INSERT INTO assent.person AS known (psn_no, certno_index, certno_name_index, brdy, surv_stas, sealed_certno)
       SELECT * FROM unnest($1::varchar[], $2::bytea[], $3::bytea[], $4::date[], $5::varchar[], $6::bytea[])
       ON CONFLICT (psn_no) DO UPDATE SET certno_index = excluded.certno_index, certno_name_index = excluded.certno_name_index,
         brdy = excluded.brdy, surv_stas = excluded.surv_stas, sealed_certno = excluded.sealed_certno
       WHERE (known.certno_index, known.certno_name_index, known.brdy, known.surv_stas, known.sealed_certno)
         IS DISTINCT FROM (excluded.certno_index, excluded.certno_name_index, excluded.brdy, excluded.surv_stas,
           excluded.sealed_certno)`,
      [
        places.map((at) => rows[at]!.subjects[0]),
        places.map((at) => certNos[at]),
        places.map((at) => blindIndex.certNoWithName(rows[at]!.kept[0]!, rows[at]!.kept[1]!)),
        places.map((at) => rows[at]!.kept[2]!.slice(0, 10)),
        places.map((at) => rows[at]!.kept[3]),
        places.map((at) => numberOf(contacts, rows[at]!)),
      ],
    );
    return taken;
  },
};

const providers: SubjectRegistration = {
  keep: [],
  async register(client, rows) {
    await client.query(
      `INSERT INTO assent.provider (fixmedins_code) SELECT * FROM unnest($1::varchar[])
       ON CONFLICT (fixmedins_code) DO NOTHING`,
      [rows.map(({ subjects }) => subjects[0])],
    );
    return new Map();
  },
};

const representatives: SubjectRegistration = {
  keep: ['legrep_certno'],
  async register(client, rows, { blindIndex }) {
    await client.query(
      `UPDATE assent.provider SET representative_index = told.representative_index
       FROM unnest($1::varchar[], $2::bytea[]) AS told (fixmedins_code, representative_index)
       WHERE provider.fixmedins_code = told.fixmedins_code
         AND provider.representative_index IS DISTINCT FROM told.representative_index`,
      [
        rows.map(({ subjects }) => subjects[0]),
        rows.map(({ kept }) => (kept[0] === '' ? null : blindIndex.certNo(kept[0]!))),
      ],
    );
    return new Map();
  },
};

/** Where messages go is kept apart from the record, for whoever sends them. */
const mobiles: SubjectRegistration = {
  keep: ['mob'],
  async register(client, rows, { contacts }) {
    await client.query(
      `UPDATE assent.person SET sealed_mobile = told.mobile FROM unnest($1::varchar[], $2::bytea[]) AS told (psn_no, mobile)
       WHERE person.psn_no = told.psn_no AND person.sealed_mobile IS DISTINCT FROM told.mobile`,
      [
        rows.map(({ subjects }) => subjects[0]),
        rows.map(({ subjects: [psnNo], kept: [mobile] }) =>
          mobile === '' ? null : contacts.seal('MOBILE', psnNo!, mobile!),
        ),
      ],
    );
    return new Map();
  },
};

const REGISTRATIONS: Record<string, SubjectRegistration> = {
  basic_identity: people,
  contact: mobiles,
  provider_profile: providers,
  provider_persons: representatives,
};

export const registrationOf = (table: string): SubjectRegistration | undefined => REGISTRATIONS[table];
