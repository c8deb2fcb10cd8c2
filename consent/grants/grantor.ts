import type { Transaction } from '../database/transaction.js';
import { newId } from '../kernel/ids.js';
import { refuse } from '../kernel/refusal.js';
import { tellParties } from '../notifications/tell.js';
import { capacityOf, guardianPowerEnds, isGuardianOf } from '../people/guardianship.js';
import type { Subject } from '../people/subject.js';
import type { Purpose } from '../purposes/purpose.js';
import type { Grant } from './grant.js';

/** In which role somebody answers a request. An AGENT acts at the counter, under a power of attorney. */
export const GRANTOR_ROLES = ['SELF', 'GUARDIAN', 'AGENT', 'LEGAL_REP'] as const;
export type GrantorRole = (typeof GRANTOR_ROLES)[number];

/** In which role this person, who owns the request or grant, acts on it. */
export const roleOn = ({ personId }: Subject, actorId: string): Exclude<GrantorRole, 'AGENT'> =>
  personId ? (personId === actorId ? 'SELF' : 'GUARDIAN') : 'LEGAL_REP';

/** Who gives a grant, and what the law requires of them. */
export interface Grantor {
  readonly personId: string;
  /** The ledger records the role and never the identity. */
  readonly role: Exclude<GrantorRole, 'AGENT'>;
  /** every item of a child counts as sensitive, whatever its level. */
  readonly everyItemSensitive: boolean;
  /** the grant ends when the guardian's authority ends; null for anybody who is no guardian. */
  readonly authorityEndsAt: Date | null;
  /** the grant can be used once a guardian has confirmed it. */
  readonly awaitsGuardian: boolean;
}

/** What the grantor decides on: a request, or a grant that must be confirmed again. */
interface Decidable extends Subject {
  readonly purpose: Purpose;
}

const grantorAs = (personId: string, role: Grantor['role']): Grantor => ({
  personId,
  role,
  everyItemSensitive: false,
  authorityEndsAt: null,
  awaitsGuardian: false,
});

/** a deceased person gives no grant. Their session may still be valid, so this is checked here. */
async function assertAlive(tx: Transaction, personId: string): Promise<void> {
  const [standing] = await tx.query('SELECT deceased FROM assent.person_standing($1)', [personId]);
  if (!standing || standing.deceased)
    refuse('FORBIDDEN', {
      en: 'This account is closed. Ask at the counter.',
      zh: '该账户已关闭。请到窗口咨询。',
    });
}

async function guardianGrantor(tx: Transaction, personId: string, request: Decidable): Promise<Grantor> {
  const wardId = request.personId!;
  const untilAge = request.purpose.guardianUntilAge;
  if ((await capacityOf(tx, wardId)) !== 'NONE')
    refuse(
      'FORBIDDEN',
      untilAge === 18
        ? {
            en: 'From 14 on the person gives this grant first; then a guardian confirms it.',
            zh: '年满 14 周岁的，先由本人给出授权，再由监护人确认。',
          }
        : { en: 'From 14 on the person alone decides on this.', zh: '年满 14 周岁的，由本人自行决定。' },
    );
  if (!(await isGuardianOf(tx, personId, wardId, untilAge)))
    refuse('FORBIDDEN', {
      en: 'A guardian must decide on this. Ask yours.',
      zh: '须由监护人决定。请联系您的监护人。',
    });
  return {
    ...grantorAs(personId, 'GUARDIAN'),
    everyItemSensitive: true,
    authorityEndsAt: await guardianPowerEnds(tx, personId, wardId, untilAge),
  };
}

/**
 * Determines in which role this person decides on a request that concerns them.
 * @throws Refusal if somebody else must decide by law, or if the person has died
 */
export async function grantorFor(tx: Transaction, personId: string, request: Decidable): Promise<Grantor> {
  await assertAlive(tx, personId);
  if (request.personId && request.personId !== personId) return guardianGrantor(tx, personId, request);
  const capacity = await capacityOf(tx, personId);
  if (capacity === 'NONE')
    refuse('FORBIDDEN', {
      en: 'A guardian must decide on this. Ask yours.',
      zh: '须由监护人决定。请联系您的监护人。',
    });
  if (!request.personId) return grantorAs(personId, 'LEGAL_REP');
  const awaitsGuardian = capacity === 'LIMITED' && request.purpose.guardianUntilAge === 18;
  return { ...grantorAs(personId, 'SELF'), awaitsGuardian };
}

/** What the ledger entry of the grant records about the grantor. */
export const grantorDetail = ({ role, awaitsGuardian }: Grantor) => ({
  role,
  ...(awaitsGuardian && { awaits: 'GUARDIAN' }),
});

/** A guardian's consent to a grant, and the proof that it rests on, as a sealed row. */
export const sealedConsent = async (
  tx: Transaction,
  grantId: string,
  guardianId: string,
  authenticationId: string | null,
): Promise<string> =>
  tx.seals.sealed('guardian_consent', {
    id: newId(),
    grant_id: grantId,
    guardian_id: guardianId,
    authentication_id: authenticationId,
    given_at: (await tx.now()).toISOString(),
  });

/** stores which guardian consented to the grant, or that the grant awaits a guardian. */
export async function recordGuardianConsent(tx: Transaction, grant: Grant, grantor: Grantor): Promise<void> {
  if (grantor.role !== 'GUARDIAN' && !grantor.awaitsGuardian) return;
  const [row] = await tx.query('SELECT assent.record_guardian_consent($1::jsonb, $2::jsonb) AS noted', [
    tx.seals.sealed('guarded_grant', { grant_id: grant.id, until_age: grant.purpose.guardianUntilAge }),
    grantor.role === 'GUARDIAN'
      ? await sealedConsent(tx, grant.id, grantor.personId, grant.authenticationId)
      : null,
  ]);
  if (!row!.noted)
    refuse('FORBIDDEN', {
      en: 'A guardian must decide on this. Ask yours.',
      zh: '须由监护人决定。请联系您的监护人。',
    });
  if (grantor.awaitsGuardian) await tellParties(tx, 'AWAITS_GUARDIAN', [grant.id], grantor.personId);
  await tx.em.refresh(grant);
}
