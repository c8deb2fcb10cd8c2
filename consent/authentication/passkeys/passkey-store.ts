import { randomUUID } from 'node:crypto';
import { byteaOf, byteaText, type SealableRow, type Seals } from '../../crypto/seal.js';
import { databaseTime } from '../../database/database-time.js';
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
  /** Whether it may be copied to other devices of the person (WebAuthn backup eligibility). */
  readonly multiDevice: boolean;
}

/** A credential that the authenticator has just created. */
export interface NewCredential extends Credential {
  readonly backedUp: boolean;
}

/**
 * Stores passkeys by the functions that the API role may call. They are sealed: one that somebody made or changed with SQL
 * alone counts as not there.
 */
export class PasskeyStore {
  constructor(
    private readonly database: Executor,
    private readonly seals: Seals,
  ) {}

  of(personId: string): Promise<(Passkey & Credential)[]> {
    return this.sealed('passkeys_of($1::bigint)', [personId]);
  }

  async find(credentialId: Buffer): Promise<(Passkey & Credential) | null> {
    return (await this.sealed('find_passkey($1)', [credentialId]))[0] ?? null;
  }

  /** @returns the id of the passkey; null if the credential is registered already or the person has too many */
  async add(
    tx: Executor,
    personId: string,
    credential: NewCredential,
    name: string,
    most: number,
  ): Promise<string | null> {
    const id = randomUUID();
    const row = {
      ...sealedColumns({ ...credential, id, personId, createdAt: await databaseTime(tx) }),
      backed_up: credential.backedUp,
      transports: credential.transports,
      name,
    };
    const [added] = await tx.query('SELECT assent.add_passkey($1::jsonb, $2) AS added', [
      this.seals.sealed('passkey', row),
      most,
    ]);
    return added!.added === true ? id : null;
  }

  /** Records a use. @returns false if the counter has not risen: the passkey was cloned, or a parallel use was faster */
  async use(passkey: Passkey & Credential, counter: number, backedUp: boolean): Promise<boolean> {
    const [row] = await this.database.query('SELECT assent.use_passkey($1, $2::bigint, $3, $4) AS used', [
      passkey.credentialId,
      counter,
      backedUp,
      this.seals.of('passkey', sealedColumns({ ...passkey, counter })),
    ]);
    return row!.used as boolean;
  }

  private async sealed(call: string, values: unknown[]): Promise<(Passkey & Credential)[]> {
    const found = await this.database.query(`SELECT to_jsonb(k) AS row FROM assent.${call} AS k`, values);
    return found
      .map(({ row }) => row as SealableRow)
      .filter((row) => this.seals.holds('passkey', row))
      .map(read);
  }
}

type Sealed = Pick<Passkey & Credential, 'id' | 'personId' | 'createdAt' | 'multiDevice' | 'counter'> &
  Pick<Credential, 'credentialId' | 'publicKey'>;

const sealedColumns = (passkey: Sealed) => ({
  id: passkey.id,
  person_id: passkey.personId,
  credential_id: byteaText(passkey.credentialId),
  public_key: byteaText(passkey.publicKey),
  counter: passkey.counter,
  multi_device: passkey.multiDevice,
  created_at: passkey.createdAt.toISOString(),
});

const read = (row: SealableRow): Passkey & Credential => ({
  id: row.id as string,
  personId: String(row.person_id),
  name: row.name as string,
  createdAt: new Date(row.created_at as string),
  lastUsedAt: row.last_used_at === null ? null : new Date(row.last_used_at as string),
  backedUp: row.backed_up as boolean,
  credentialId: byteaOf(row.credential_id as string),
  publicKey: byteaOf(row.public_key as string),
  counter: Number(row.counter),
  multiDevice: row.multi_device as boolean,
  transports: row.transports as string[],
});
