import type { EntityManager } from '@mikro-orm/postgresql';
import { validate as isUuid } from 'uuid';
import type { BlindIndex } from '../crypto/blind-index.js';
import type { SealableRow } from '../crypto/seal.js';
import { type Transaction, transact } from '../database/transaction.js';
import type { Bilingual } from '../kernel/bilingual.js';
import { endOfCityDay, startOfCityDay } from '../kernel/city-time.js';
import { newId } from '../kernel/ids.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { assertActs } from '../staff/accounts.js';
import type { StaffMember } from '../staff/role.js';
import type { CounterIdentification, PresentedIdentity } from './identify.js';
import { checkPowerOfAttorney, type PowerOfAttorney } from './power-of-attorney.js';

/** A session at a counter: one person is served by one clerk at one counter for at most 15 minutes. */
export interface CounterSession {
  readonly id: string;
  readonly personId: string;
  readonly clerk: string;
  readonly counter: string;
  readonly identifiedBy: string;
  /** null if the person acts for themselves. */
  readonly power: PowerOfAttorney | null;
  readonly openedAt: Date;
  readonly expiresAt: Date;
  readonly closedAt: Date | null;
}

export interface OpenCounterSessionInput {
  readonly identity: PresentedIdentity;
  readonly counter: string;
  /** The agent who comes in the person's place, and the power of attorney. */
  readonly agent?: (PowerOfAttorney & { readonly identity: PresentedIdentity }) | null;
}

const COUNTER_CODE = /^[A-Z][A-Z0-9-]{0,39}$/;

/** @throws Refusal BAD_USER_INPUT */
export function checkCounterCode(counter: string): string {
  if (!COUNTER_CODE.test(counter))
    throw badInput('counter', {
      en: 'A counter has a code such as YT-01-05.',
      zh: '窗口编号形如 YT-01-05。',
    });
  return counter;
}

const REFUSALS: Readonly<Record<string, Bilingual>> = {
  NOBODY: {
    en: 'Nobody who can be served here has this card. Check the card, or the e-voucher.',
    zh: '持此卡的人不能在此办理。请核对社保卡或医保电子凭证。',
  },
  WARD: {
    en: 'A guardian must act for this person, and come in person.',
    zh: '此人须由监护人代为办理，监护人须到场。',
  },
  SELF: {
    en: 'A clerk serves neither themselves nor anybody through a member of staff. Ask another clerk.',
    zh: '经办人员不能为自己办理，也不能由工作人员代理他人办理。请换一名经办人员。',
  },
};

/** @throws Refusal AUTHENTICATION_FAILED if the card or e-voucher is invalid, FORBIDDEN if the person can't be served */
export async function openCounterSession(
  em: EntityManager,
  identities: CounterIdentification,
  blindIndex: BlindIndex,
  clerk: StaffMember,
  { identity, counter, agent }: OpenCounterSessionInput,
): Promise<CounterSession> {
  checkCounterCode(counter);
  const person = await identities.identify(identity, counter);
  const agentIdentity = agent ? await identities.identify(agent.identity, counter) : null;
  return transact(em, async (tx) => {
    await assertActs(tx, clerk);
    const power = agent ? checkPowerOfAttorney(agent, await tx.now()) : null;
    const id = newId();
    const [row] = await tx.query(
      'SELECT assent.open_counter_session($1, $2, $3, $4, $5, $6, $7, $8) AS verdict',
      [
        id,
        blindIndex.certNo(person.certNo),
        clerk.staffCode,
        counter,
        person.by,
        agentIdentity && blindIndex.certNo(agentIdentity.certNo),
        power && JSON.stringify(power),
        LIMITS.counterSessionSeconds,
      ],
    );
    const refusal = REFUSALS[row!.verdict as string];
    if (refusal) refuse('FORBIDDEN', refusal);
    await sealSession(tx, id);
    return (await findCounterSession(tx, id))!;
  });
}

async function sealSession(tx: Transaction, id: string): Promise<void> {
  const [opened] = await tx.query('SELECT assent.counter_session_row($1) AS row', [id]);
  const seal = tx.seals.of('counter_session', opened!.row as SealableRow);
  await tx.query('SELECT assent.seal_counter_session($1, $2)', [id, seal]);
}

/** The session; null if there is none, or if the platform did not write its row as it is. */
export async function findCounterSession(
  database: Transaction,
  id: string,
  lock: 'HELD' | null = null,
): Promise<CounterSession | null> {
  if (!isUuid(id)) return null;
  if (lock === 'HELD') await database.query('SELECT assent.hold_counter_session($1)', [id]);
  const [row] = await database.query(`${SESSIONS} WHERE id = $1`, [id]);
  return row ? sessionOf(database, row) : null;
}

const SESSIONS = `SELECT id::text, person_id::text, clerk, counter, identified_by, power, opened_at::text, expires_at::text,
    closed_at::text, assent.counter_session_row(id) AS row
  FROM assent.counter_session`;

function sessionOf({ seals }: Transaction, row: Record<string, unknown>): CounterSession | null {
  if (!seals.holds('counter_session', row.row as SealableRow)) return null;
  return {
    id: row.id as string,
    personId: row.person_id as string,
    clerk: row.clerk as string,
    counter: row.counter as string,
    identifiedBy: row.identified_by as string,
    power: row.power as PowerOfAttorney | null,
    openedAt: new Date(row.opened_at as string),
    expiresAt: new Date(row.expires_at as string),
    closedAt: row.closed_at ? new Date(row.closed_at as string) : null,
  };
}

/** The clerk's own sessions that were opened on a day of the city, newest first. */
export async function sessionsOfDay(
  database: Transaction,
  clerk: StaffMember,
  day: string,
): Promise<CounterSession[]> {
  await assertActs(database, clerk);
  const begins = startOfCityDay(day);
  const rows = await database.query(
    `${SESSIONS} WHERE clerk = $1 AND opened_at >= $2::timestamptz AND opened_at < $3::timestamptz
     ORDER BY opened_at DESC, id DESC LIMIT ${LIMITS.pageSize}`,
    [clerk.staffCode, begins.toISOString(), endOfCityDay(begins).toISOString()],
  );
  return rows.map((row) => sessionOf(database, row)).filter((session) => session !== null);
}

export const isOpen = ({ closedAt, expiresAt }: CounterSession, now: Date): boolean =>
  closedAt === null && now < expiresAt;

/** @throws Refusal if the session was closed or has expired */
export function assertSessionOpen(session: CounterSession, now: Date): void {
  if (!isOpen(session, now))
    refuse('FORBIDDEN', {
      en: 'The counter session has ended. Open a new one with the person present.',
      zh: '窗口会话已结束。请在本人到场时重新开启。',
    });
}

/** Finds an open session of this clerk and locks it for reading. @throws Refusal if there is none */
export async function lockOpenSession(
  database: Transaction,
  clerk: StaffMember,
  id: string,
  now: Date,
): Promise<CounterSession> {
  await assertActs(database, clerk);
  // The lock is shared by all acts of this session; closing the session waits for them.
  const session = await findCounterSession(database, id, 'HELD');
  if (session?.clerk !== clerk.staffCode)
    refuse('NOT_FOUND', {
      en: 'There is no such counter session of yours. Open one with openCounterSession.',
      zh: '您没有这个窗口会话。请用 openCounterSession 开启。',
    });
  assertSessionOpen(session, now);
  return session;
}

/** Ends the session: from now on nothing can be approved, confirmed or revoked in it. */
export const closeCounterSession = (
  em: EntityManager,
  clerk: StaffMember,
  id: string,
): Promise<CounterSession> =>
  transact(em, async (tx) => {
    await lockOpenSession(tx, clerk, id, await tx.now());
    await tx.query('SELECT assent.close_counter_session($1)', [id]);
    return (await findCounterSession(tx, id))!;
  });
