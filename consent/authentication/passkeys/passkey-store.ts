import type { Executor } from '../../database/executor.js';

/** A WebAuthn credential that a person has registered. */
export interface Passkey {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  /** Whether the credential is backed up, so that it survives the loss of the device (WebAuthn backup state). */
  readonly backedUp: boolean;
}

/** The data that verifying an assertion of the passkey needs. */
export interface Credential {
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
}

/** A credential that the authenticator has just created. */
export interface NewCredential extends Credential {
  readonly multiDevice: boolean;
  readonly backedUp: boolean;
}

/** Reads passkeys through the functions that the API role may call. */
export class PasskeyStore {
  constructor(private readonly database: Executor) {}

  async of(personId: string): Promise<(Passkey & Credential)[]> {
    return (await this.rows('passkeys_of($1::bigint)', [personId])).map(read);
  }

  async find(credentialId: Buffer): Promise<(Passkey & Credential) | null> {
    const [row] = await this.rows('find_passkey($1)', [credentialId]);
    return row === undefined ? null : read(row);
  }

  /**
   * Records a use.
   * @returns false if the counter has not risen: the passkey was cloned, or a parallel use was faster
   */
  async use(credentialId: Buffer, counter: number, backedUp: boolean): Promise<boolean> {
    const [row] = await this.database.query('SELECT assent.use_passkey($1, $2::bigint, $3) AS used', [
      credentialId,
      counter,
      backedUp,
    ]);
    return row!.used as boolean;
  }

  private rows(call: string, values: unknown[]): Promise<Record<string, unknown>[]> {
    return this.database.query(
      `SELECT id::text, person_id::text, name, created_at, last_used_at, backed_up, credential_id, public_key,
              counter::text, transports FROM assent.${call}`,
      values,
    );
  }
}

const read = (row: Record<string, unknown>): Passkey & Credential => ({
  id: row.id as string,
  personId: row.person_id as string,
  name: row.name as string,
  createdAt: row.created_at as Date,
  lastUsedAt: row.last_used_at as Date | null,
  backedUp: row.backed_up as boolean,
  credentialId: row.credential_id as Buffer,
  publicKey: row.public_key as Buffer,
  counter: Number(row.counter),
  transports: row.transports as string[],
});
