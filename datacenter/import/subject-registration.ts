import type { Client } from 'pg';
import type { BlindIndex } from '../../consent/crypto/blind-index.js';
import { ContactEncryption } from '../../consent/crypto/contact-encryption.js';
import type { FieldEncryption } from '../../consent/crypto/field-encryption.js';
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

/**
 * How the rows of a file about subjects update assent.person or assent.provider before they are stored as records. People are
 * registered all at once (person-register.ts).
 */
export interface SubjectRegistration {
  /** Columns that `register` needs. A file without one of them registers nothing, unless `always`. */
  readonly keep: readonly string[];
  readonly always?: boolean;
  register(client: Client, rows: readonly Row[], keys: SubjectKeys): Promise<void>;
}

const providers: SubjectRegistration = {
  keep: ['fixmedins_name'],
  always: true,
  async register(client, rows) {
    await client.query(
      `INSERT INTO assent.provider AS known (fixmedins_code, fixmedins_name) SELECT * FROM unnest($1::varchar[], $2::varchar[])
       ON CONFLICT (fixmedins_code) DO UPDATE SET fixmedins_name = excluded.fixmedins_name
       WHERE known.fixmedins_name <> excluded.fixmedins_name OR known.fixmedins_name IS NULL AND excluded.fixmedins_name IS NOT NULL`,
      [rows.map(({ subjects }) => subjects[0]), rows.map(({ kept }) => kept[0] || null)],
    );
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
  },
};

/** Where messages go is kept apart from the record, for whoever sends them. */
const mobiles: SubjectRegistration = {
  keep: ['mob'],
  async register(client, rows, { contacts }) {
    await client.query(
      `UPDATE assent.person SET sealed_mobile = told.mobile FROM unnest($1::varchar[], $2::bytea[]) AS told (psn_no, mobile)
       WHERE person.psn_no = told.psn_no AND person.held_since IS NULL AND person.sealed_mobile IS DISTINCT FROM told.mobile`,
      [
        rows.map(({ subjects }) => subjects[0]),
        rows.map(({ subjects: [psnNo], kept: [mobile] }) =>
          mobile === '' ? null : contacts.seal('MOBILE', psnNo!, mobile!),
        ),
      ],
    );
  },
};

const REGISTRATIONS: Record<string, SubjectRegistration> = {
  contact: mobiles,
  provider_profile: providers,
  provider_persons: representatives,
};

export const registrationOf = (table: string): SubjectRegistration | undefined =>
  Object.hasOwn(REGISTRATIONS, table) ? REGISTRATIONS[table] : undefined;
