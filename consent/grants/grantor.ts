import type { Transaction } from '../database/transaction.js';
import { refuse } from '../kernel/refusal.js';
import { capacityOf, guardianPowerEnds, isGuardianOf } from '../people/guardianship.js';
import type { Subject } from '../people/subject.js';
import type { Purpose } from '../purposes/purpose.js';
import type { Grant } from './grant.js';

/** Who gives a grant, and what the law asks of them. */
export interface Giver {
  readonly personId: string;
  /** As the ledger names it; never who it was. */
  readonly role: 'SELF' | 'GUARDIAN' | 'LEGAL_REP';
  /** every item counts as sensitive, whatever its level. */
  readonly everyItemSensitive: boolean;
  /** the grant ends with the power of whoever gave it; null: no such end. */
  readonly powerEnds: Date | null;
  /** the grant begins when a guardian has confirmed it. */
  readonly awaitsGuardian: boolean;
}

/** A request, or a grant on which another word is needed. */
interface Decided extends Subject {
  readonly purpose: Purpose;
}

const plain = (personId: string, role: Giver['role']): Giver => ({
  personId,
  role,
  everyItemSensitive: false,
  powerEnds: null,
  awaitsGuardian: false,
});

/** whoever has died gives nothing; a session may have outlived its person. */
async function assertAlive(tx: Transaction, personId: string): Promise<void> {
  const [standing] = await tx.query('SELECT deceased FROM assent.person_standing($1)', [personId]);
  if (!standing || standing.deceased) refuse('FORBIDDEN', 'This account is closed.');
}

async function guardian(tx: Transaction, personId: string, request: Decided): Promise<Giver> {
  const wardId = request.personId!;
  const untilAge = request.purpose.guardianUntilAge;
  if ((await capacityOf(tx, wardId)) !== 'NONE')
    refuse(
      'FORBIDDEN',
      untilAge === 18
        ? 'From 14 on the person gives this grant first; then a guardian confirms it.'
        : 'From 14 on the person alone decides on this.',
    );
  if (!(await isGuardianOf(tx, personId, wardId, untilAge)))
    refuse('FORBIDDEN', 'A guardian must decide on this.');
  return {
    ...plain(personId, 'GUARDIAN'),
    everyItemSensitive: true,
    powerEnds: await guardianPowerEnds(tx, personId, wardId, untilAge),
  };
}

/**
 * In whose name somebody approves a request that is theirs to decide on.
 * @throws Refusal where the law lets somebody else decide or nobody any more
 */
export async function giverOf(tx: Transaction, personId: string, request: Decided): Promise<Giver> {
  await assertAlive(tx, personId);
  if (request.personId && request.personId !== personId) return guardian(tx, personId, request);
  const capacity = await capacityOf(tx, personId);
  if (capacity === 'NONE') refuse('FORBIDDEN', 'A guardian must decide on this.');
  if (!request.personId) return plain(personId, 'LEGAL_REP');
  const awaitsGuardian = capacity === 'LIMITED' && request.purpose.guardianUntilAge === 18;
  return { ...plain(personId, 'SELF'), awaitsGuardian };
}

/** What the ledger says of the giver. */
export const giverDetail = ({ role, awaitsGuardian }: Giver) => ({
  role,
  ...(awaitsGuardian && { awaits: 'GUARDIAN' }),
});

/** the database notes whose word the grant rests on, or that it waits for one. */
export async function guardGrant(tx: Transaction, grant: Grant, giver: Giver): Promise<void> {
  if (giver.role !== 'GUARDIAN' && !giver.awaitsGuardian) return;
  const guardianId = giver.role === 'GUARDIAN' ? giver.personId : null;
  const [row] = await tx.query('SELECT assent.guard_grant($1, $2, $3) AS noted', [
    grant.id,
    guardianId,
    grant.purpose.guardianUntilAge,
  ]);
  if (!row!.noted) refuse('FORBIDDEN', 'A guardian must decide on this.');
  await tx.em.refresh(grant);
}
