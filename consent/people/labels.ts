import { shownLabel } from '../../schema/identity/label.js';
import type { BlindIndex } from '../crypto/blind-index.js';
import { openContact } from '../crypto/contact-encryption.js';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import type { Executor } from '../database/executor.js';

const ID_BYTES = 16;

/** What the pages call a person and their wards. Showing it reads no record, so it is no entry of the ledger. */
export class Labels {
  constructor(
    private readonly encryption: FieldEncryption,
    private readonly blindIndex: BlindIndex,
  ) {}

  /** The labels of a person and of the wards for whom they act now, by internal id. */
  async of(database: Executor, readerId: string): Promise<ReadonlyMap<string, string>> {
    const rows = await database.query(
      'SELECT person_id::text AS id, sealed_label AS sealed FROM assent.labels($1)',
      [readerId],
    );
    const opened = rows.map(({ id, sealed }): [string, string] => [
      id as string,
      sealed === null ? '*' : openContact(this.encryption, 'LABEL', sealed as Uint8Array),
    ]);
    const wards = (but: string) => opened.filter(([id]) => id !== but && id !== readerId);
    return new Map(
      opened.map(([id, label]) => [
        id,
        shownLabel(label, id === readerId ? [] : wards(id).map(([, other]) => other)),
      ]),
    );
  }

  /** By what a guardian names a ward. Another guardian names the same ward otherwise, and no id of a row is told. */
  wardId(guardianId: string, wardId: string): string {
    const digest = this.blindIndex.other('ward', `${guardianId}\0${wardId}`);
    return digest.subarray(0, ID_BYTES).toString('base64url');
  }
}
