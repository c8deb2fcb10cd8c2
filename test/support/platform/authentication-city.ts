import { randomBytes, randomInt } from 'node:crypto';
import pg from 'pg';
import { evoucherService } from '../../../api/adapters/evoucher.js';
import { faceService } from '../../../api/adapters/face.js';
import { smsGateway } from '../../../api/adapters/sms-gateway.js';
import type { AuthenticationMethod } from '../../../consent/authentication/action.js';
import type { AuthenticationLimits } from '../../../consent/authentication/authentication-limits.js';
import {
  type AuthenticationCaller,
  AuthenticationService,
} from '../../../consent/authentication/authentication-service.js';
import { Ceremonies } from '../../../consent/authentication/passkeys/ceremony.js';
import { relyingParty } from '../../../consent/authentication/passkeys/relying-party.js';
import { BlindIndex } from '../../../consent/crypto/blind-index.js';
import { ContactEncryption } from '../../../consent/crypto/contact-encryption.js';
import { FieldEncryption } from '../../../consent/crypto/field-encryption.js';
import { Seals } from '../../../consent/crypto/seal.js';
import { type Executor, executorOf } from '../../../consent/database/executor.js';
import { Refusal } from '../../../consent/kernel/refusal.js';
import { MobileDirectory } from '../../../consent/people/mobile-directory.js';
import { PersonDirectory } from '../../../consent/people/person-directory.js';
import { createStandIn, type StandIn } from '../../../examples/stand-in-city/stand-in.js';
import { query } from '../database/cluster.js';
import { createTestDatabase, type TestDatabase } from '../database/database.js';

const ISSUER = 'http://assent.test';

export interface Resident {
  readonly personId: string;
  readonly certNo: string;
  readonly mobile: string;
}

export interface Message {
  readonly text: string;
  readonly code: string;
}

/** A city without people: a database, the outside services, and the authentication on top of both. */
export class City {
  static async create(): Promise<City> {
    const database = await createTestDatabase();
    const standIn = await createStandIn({ port: 0, audience: () => ISSUER });
    return new City(database, standIn);
  }

  readonly blindIndex = new BlindIndex(randomBytes(32));
  readonly seals = new Seals(new Map([[1, randomBytes(32)]]));
  readonly encryption = new FieldEncryption(new Map([[1, randomBytes(32)]]));
  readonly contacts = new ContactEncryption(this.encryption, this.blindIndex);
  readonly pool: pg.Pool;
  private readonly dispatch: pg.Pool;
  readonly executor: Executor;
  readonly authentications: AuthenticationService;

  private constructor(
    readonly database: TestDatabase,
    readonly standIn: StandIn,
  ) {
    this.pool = new pg.Pool({ connectionString: database.urls.identity, max: 10 });
    // The database may be dropped while the last connections are closing.
    this.dispatch = new pg.Pool({ connectionString: database.urls.dispatch, max: 2 });
    for (const pool of [this.pool, this.dispatch]) pool.on('error', () => undefined);
    this.executor = executorOf(this.pool);
    this.authentications = this.platform(standIn.url);
  }

  /** Makes the authentication service of another process, possibly with another URL of the outside services. */
  platform(servicesUrl: string, limits?: AuthenticationLimits): AuthenticationService {
    return new AuthenticationService({
      ...(limits && { limits }),
      database: this.executor,
      seals: this.seals,
      blindIndex: this.blindIndex,
      people: new PersonDirectory(this.executor, this.blindIndex),
      mobiles: new MobileDirectory(executorOf(this.dispatch), this.encryption),
      ceremonies: new Ceremonies(this.blindIndex, () => relyingParty(ISSUER)),
      sms: smsGateway(servicesUrl),
      evoucher: evoucherService(servicesUrl, () => ISSUER),
      face: faceService(servicesUrl, () => ISSUER),
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.dispatch.end()]);
    await this.standIn.close();
    await this.database.drop();
  }

  newCertNo(): string {
    return `379900${randomInt(1e11, 9e11)}`;
  }

  async resident({
    ageYears = 40,
    deceased = false,
    mobile = `139${randomInt(1e7, 9e7)}`,
  } = {}): Promise<Resident> {
    const certNo = this.newCertNo();
    const [person] = await query(
      this.database.importUrl,
      `INSERT INTO assent.person (psn_no, certno_index, certno_name_index, brdy, surv_stas, sealed_mobile)
       VALUES ($1, $2, $3, assent.today() - make_interval(years => $4), $5, $6) RETURNING id::text`,
      [
        certNo,
        this.blindIndex.certNo(certNo),
        this.blindIndex.certNoWithName(certNo, '王一'),
        ageYears,
        deceased ? '2' : '1',
        mobile === '' ? null : this.contacts.seal('MOBILE', certNo, mobile),
      ],
    );
    const personId = person.id as string;
    return { personId, certNo, mobile };
  }

  async messages(mobile: string): Promise<Message[]> {
    return (await (await fetch(`${this.standIn.url}/sms/${mobile}`)).json()) as Message[];
  }

  async code(mobile: string): Promise<string> {
    return (await this.messages(mobile))[0]!.code;
  }

  async evoucher(certNo: string, challengeId: string): Promise<string> {
    return (await this.post<{ token: string }>('/evoucher', { certNo, challengeId })).token;
  }

  async faceTicket(certNo: string, challengeId: string): Promise<string> {
    return (await this.post<{ ticket: string }>('/face', { certNo, challengeId })).ticket;
  }

  /** The person's answer to a challenge. */
  answer(method: AuthenticationMethod, { certNo, mobile }: Resident, challengeId: string): Promise<string> {
    if (method === 'SMS') return this.code(mobile);
    return method === 'SCAN' ? this.evoucher(certNo, challengeId) : this.faceTicket(certNo, challengeId);
  }

  private async post<T>(path: string, body: unknown): Promise<T> {
    const answer = await fetch(this.standIn.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as T;
  }
}

/** The caller of the engine, by default from this machine. */
export const by = (
  personId: string | null,
  address = '127.0.0.1',
  cookie: string | null = null,
): AuthenticationCaller => ({
  personId,
  address,
  cookie,
  strength: 'NONE',
});

/** The refusal of an operation. Fails when it is not refused. */
export async function refusalOf(operation: Promise<unknown>): Promise<Refusal> {
  const outcome = await operation.then(
    () => 'nothing was refused',
    (error: unknown) => error,
  );
  if (outcome instanceof Refusal) return outcome;
  throw outcome instanceof Error ? outcome : new Error(String(outcome));
}

/** Six digits that differ from the code. */
export const wrong = (code: string): string => ((Number(code) + 1) % 1_000_000).toString().padStart(6, '0');
