import { openContact } from '../crypto/contact-encryption.js';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import type { Executor } from '../database/executor.js';

/** The mobile numbers of insured people. Only the role that sends messages may read them, and nothing else with them. */
export class MobileDirectory {
  /** @param database connects as the role that sends messages */
  constructor(
    private readonly database: Executor,
    private readonly encryption: FieldEncryption,
  ) {}

  /** Returns the registered mobile number; null if there is none. */
  async mobile(personId: string | null): Promise<string | null> {
    if (personId === null) return null;
    const [row] = await this.database.query('SELECT assent.registered_mobile($1::bigint) AS mobile', [
      personId,
    ]);
    const sealed = row?.mobile as Uint8Array | null | undefined;
    return sealed ? openContact(this.encryption, 'MOBILE', sealed) : null;
  }
}
