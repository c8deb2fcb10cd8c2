import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { BlindIndex } from '../crypto/blind-index.js';
import { byteaText, type SealableRow, type Seals } from '../crypto/seal.js';
import { sealedMessage } from '../crypto/sealed-message.js';
import { databaseTime, secondsAfter } from '../database/database-time.js';
import type { Executor } from '../database/executor.js';
import { LIMITS } from '../kernel/limits.js';
import { TEXTS } from '../kernel/message-texts.js';
import { refuse } from '../kernel/refusal.js';
import type { Strength } from '../kernel/strength.js';
import { isUuid } from '../kernel/uuid.js';
import { authenticationFailed } from './authentication-failed.js';
import { type Client, deviceKey, deviceName, newDeviceCookie, recognitionOf } from './device.js';
import { KnownDevices } from './known-devices.js';

/** A session of a person, from one sign-in until it ends. */
export interface Session {
  readonly id: string;
  readonly strength: Strength;
  readonly device: string;
  readonly signedInAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  /** Whether it is the session that asks. */
  readonly current: boolean;
}

/** Who has just proven who they are, by which proof. */
export interface SignedIn {
  readonly personId: string;
  readonly strength: Strength;
  readonly authenticationId: string;
}

export interface BegunSession {
  /** The secret in the client's token. The database has its digest only. */
  readonly secret: string;
  readonly expiresAt: Date;
  /** The value that the device's cookie has from now on. */
  readonly deviceCookie: string;
}

const SECRET = /^[\w-]{43}$/;
const digestOf = (secret: string) => createHash('sha256').update(secret).digest();

/** Sessions of people. Whether one is open is looked up with each request, so ending it holds at once in every process. */
export class Sessions {
  private readonly devices: KnownDevices;

  constructor(
    private readonly database: Executor,
    private readonly seals: Seals,
    private readonly blindIndex: BlindIndex,
  ) {
    this.devices = new KnownDevices(database, seals, blindIndex);
  }

  /**
   * Opens the session of a sign-in. A sign-in from a device that is not known is told to the person by SMS, in the same
   * transaction, so that neither exists without the other.
   * @throws Refusal AUTHENTICATION_FAILED if the proof has a session already
   */
  async begin({ personId, strength, authenticationId }: SignedIn, client: Client): Promise<BegunSession> {
    const secret = randomBytes(32).toString('base64url');
    const recognition = recognitionOf(this.blindIndex, client);
    const deviceCookie = recognition.byCookie ? client.cookie! : newDeviceCookie();
    const known = await this.devices.knows(personId, recognition);
    const now = await databaseTime(this.database);
    const expiresAt = secondsAfter(now, LIMITS.sessionSeconds);
    const device = deviceName(client);
    const row = this.seals.sealed('session', {
      id: randomUUID(),
      digest: byteaText(digestOf(secret)),
      kind: 'PERSON',
      person_id: personId,
      authentication_id: authenticationId,
      strength,
      device,
      device_key: byteaText(deviceKey(this.blindIndex, deviceCookie)),
      client_key: recognition.byCookie ? null : byteaText(recognition.key),
      signed_in_at: now.toISOString(),
      last_used_at: now.toISOString(),
      expires_at: expiresAt.toISOString(),
      ended_at: null,
    });
    const [begun] = await this.database.query(
      'SELECT assent.begin_session($1::jsonb, $2, $3::jsonb) AS begun',
      [
        row,
        LIMITS.sessions,
        known ? null : sealedMessage(this.seals, personId, TEXTS.newDevice(now, device, strength), now),
      ],
    );
    if (begun!.begun !== true) throw authenticationFailed(0);
    return { secret, expiresAt, deviceCookie };
  }

  /**
   * The session of this secret, for one request.
   * @throws Refusal UNAUTHENTICATED if it has ended, FORBIDDEN if the account behind it is closed
   */
  async use(secret: string, personId: string): Promise<Pick<Session, 'id' | 'strength'>> {
    const [found] = SECRET.test(secret)
      ? await this.database.query('SELECT used, account_open FROM assent.use_session($1)', [digestOf(secret)])
      : [];
    const row = found?.used as SealableRow | null | undefined;
    if (!row || !this.seals.holds('session', row) || String(row.person_id) !== personId)
      return refuse('UNAUTHENTICATED', {
        en: 'This session has ended. Sign in again.',
        zh: '会话已结束。请重新登录。',
      });
    if (found!.account_open !== true)
      refuse('FORBIDDEN', {
        en: 'This account is closed. Ask at the counter.',
        zh: '该账户已关闭。请到窗口咨询。',
      });
    return { id: row.id as string, strength: row.strength as Strength };
  }

  /** The person's open sessions, newest first. */
  async of(personId: string, currentId: string | null): Promise<Session[]> {
    const rows = await this.database.query(
      'SELECT to_jsonb(s) AS row FROM assent.sessions_of($1::bigint) AS s',
      [personId],
    );
    return rows
      .map(({ row }) => row as SealableRow)
      .filter((row) => this.seals.holds('session', row))
      .map((row) => ({ ...read(row), current: row.id === currentId }));
  }

  /** Ends one session of this person. @throws Refusal NOT_FOUND */
  async end(personId: string, id: string): Promise<void> {
    if (!isUuid(id) || (await this.ended(personId, id)) === 0)
      refuse('NOT_FOUND', {
        en: 'There is no such open session of yours. Look at me.sessions.',
        zh: '您没有这个进行中的会话。请查看 me.sessions。',
      });
  }

  /** Ends every session of this person, the one that asks included. */
  async endAll(personId: string): Promise<void> {
    await this.ended(personId, null);
  }

  private async ended(personId: string, id: string | null): Promise<number> {
    const [row] = await this.database.query('SELECT assent.end_sessions($1::bigint, $2::uuid) AS ended', [
      personId,
      id,
    ]);
    return Number(row!.ended);
  }
}

const read = (row: SealableRow): Omit<Session, 'current'> => ({
  id: row.id as string,
  strength: row.strength as Strength,
  device: row.device as string,
  signedInAt: new Date(row.signed_in_at as string),
  lastUsedAt: new Date(row.last_used_at as string),
  expiresAt: new Date(row.expires_at as string),
});
