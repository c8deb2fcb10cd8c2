import type { EntityManager } from '@mikro-orm/postgresql';
import { validate as isUuid } from 'uuid';
import type { BlindIndex } from '../crypto/blind-index.js';
import type { Executor } from '../database/executor.js';
import { transact } from '../database/transaction.js';
import { newId } from '../kernel/ids.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { assertActs } from '../staff/accounts.js';
import type { StaffMember } from '../staff/role.js';
import type { CounterIdentities, ShownIdentity } from './identify.js';
import { checkPower, type PowerOfAttorney } from './power-of-attorney.js';

/** A session at a counter: one person, one clerk, one counter, a quarter of an hour. */
export interface CounterSession {
  readonly id: string;
  readonly personId: string;
  readonly clerk: string;
  readonly counter: string;
  readonly identifiedBy: string;
  /** null: the person acts for themselves. */
  readonly power: PowerOfAttorney | null;
  readonly openedAt: Date;
  readonly expiresAt: Date;
  readonly closedAt: Date | null;
}

export interface SessionOpening {
  readonly identity: ShownIdentity;
  readonly counter: string;
  /** Who comes in the person's place, and under which power of attorney. */
  readonly agent?: (PowerOfAttorney & { readonly identity: ShownIdentity }) | null;
}

const SESSION_SECONDS = 15 * 60;
const COUNTER = /^[A-Z][A-Z0-9-]{0,39}$/;

const WHY_NOT: Readonly<Record<string, string>> = {
  NOBODY: 'Nobody who can be served here has this card.',
  WARD: 'A guardian must act for this person.',
  SELF: 'A clerk serves neither themselves nor anybody through a member of staff.',
};

/** @throws Refusal AUTHENTICATION_FAILED for a card or e-voucher that is not good */
export async function openCounterSession(
  em: EntityManager,
  identities: CounterIdentities,
  blindIndex: BlindIndex,
  clerk: StaffMember,
  { identity, counter, agent }: SessionOpening,
): Promise<CounterSession> {
  if (!COUNTER.test(counter)) throw badInput('counter', 'A counter has a code such as YT-01-05.');
  const person = await identities.identify(identity, counter);
  const acting = agent ? await identities.identify(agent.identity, counter) : null;
  return transact(em, async (tx) => {
    await assertActs(tx, clerk);
    const power = agent ? checkPower(agent, await tx.now()) : null;
    const id = newId();
    const [row] = await tx.query(
      'SELECT assent.open_counter_session($1, $2, $3, $4, $5, $6, $7, $8) AS verdict',
      [
        id,
        blindIndex.certNo(person.certNo),
        clerk.staffCode,
        counter,
        person.by,
        acting && blindIndex.certNo(acting.certNo),
        power && JSON.stringify(power),
        SESSION_SECONDS,
      ],
    );
    const why = WHY_NOT[row!.verdict as string];
    if (why) refuse('FORBIDDEN', why);
    return (await findSession(tx, id))!;
  });
}

export async function findSession(
  database: Executor,
  id: string,
  lock: 'FOR SHARE' | '' = '',
): Promise<CounterSession | null> {
  if (!isUuid(id)) return null;
  const [row] = await database.query(
    `SELECT id::text, person_id::text, clerk, counter, identified_by, power, opened_at::text, expires_at::text, closed_at::text
     FROM assent.counter_session WHERE id = $1 ${lock}`,
    [id],
  );
  if (!row) return null;
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

/** @throws Refusal when it was closed or its time is over */
export function assertOpen({ closedAt, expiresAt }: CounterSession, now: Date): void {
  if (closedAt || now >= expiresAt)
    refuse('FORBIDDEN', 'The counter session has ended. Open a new one with the person present.');
}

/** The clerk's own session, open now. @throws Refusal */
export async function openSessionOf(
  database: Executor,
  clerk: StaffMember,
  id: string,
  now: Date,
): Promise<CounterSession> {
  await assertActs(database, clerk);
  // Shared with others of this session; closing it waits for them.
  const session = await findSession(database, id, 'FOR SHARE');
  if (session?.clerk !== clerk.staffCode) refuse('NOT_FOUND', 'There is no such counter session of yours.');
  assertOpen(session, now);
  return session;
}

/** The person has been served: nothing more is done, or confirmed, in it. */
export const closeCounterSession = (
  em: EntityManager,
  clerk: StaffMember,
  id: string,
): Promise<CounterSession> =>
  transact(em, async (tx) => {
    await openSessionOf(tx, clerk, id, await tx.now());
    await tx.query('UPDATE assent.counter_session SET closed_at = assent.now() WHERE id = $1', [id]);
    return (await findSession(tx, id))!;
  });
