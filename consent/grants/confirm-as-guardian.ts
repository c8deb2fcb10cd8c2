import type { EntityManager } from '@mikro-orm/postgresql';
import type { AuthenticationService } from '../authentication/authentication-service.js';
import { readClassificationInForce } from '../catalogue/classification.js';
import { type Transaction, transact } from '../database/transaction.js';
import { badInput, Refusal, refuse } from '../kernel/refusal.js';
import { tellParties } from '../notifications/tell.js';
import { capacityOf, isGuardianOf } from '../people/guardianship.js';
import type { Grant } from './grant.js';
import { sealedConsent } from './grantor.js';
import { lockGrant } from './lock-own.js';
import { grantStatus } from './standing.js';
import { supersedeOlder } from './supersede.js';
import { queueGrantMessage } from './told-terms.js';

export interface GuardianConfirmation {
  /** The id of the grant. */
  readonly id: string;
  readonly sensitiveConfirmed: boolean;
  /** A proof made for action APPROVE and this grant. */
  readonly authentication: string;
}

async function lockGrantOfWard(tx: Transaction, guardianId: string, id: string): Promise<Grant> {
  const grant = await lockGrant(tx, id);
  const isWards =
    grant?.personId &&
    grant.personId !== guardianId &&
    (await isGuardianOf(tx, guardianId, grant.personId, grant.purpose.guardianUntilAge));
  return isWards
    ? grant
    : refuse('NOT_FOUND', {
        en: 'There is no such grant of a ward of yours. Look at me.wards.',
        zh: '您的被监护人没有这项授权。请查看 me.wards。',
      });
}

/**
 * a guardian confirms a grant that waits for a guardian. Such a grant was given by a person of 14 to 17, or by
 * somebody whose guardianship has ended. One guardian suffices.
 * @throws Refusal; a proof that is not accepted is spent all the same
 */
export const confirmGrantForWard = (
  em: EntityManager,
  authentications: AuthenticationService,
  guardianId: string,
  confirmation: GuardianConfirmation,
): Promise<Grant> =>
  transact(em, async (tx) => {
    const grant = await lockGrantOfWard(tx, guardianId, confirmation.id);
    grant.assertNotEnded(await grantStatus(tx, grant.id));
    const [waiting] = await tx.query(
      'SELECT FROM assent.guarded_grant WHERE grant_id = $1 AND awaits_since IS NOT NULL',
      [grant.id],
    );
    if (!waiting)
      throw badInput('id', {
        en: 'This grant does not wait for a guardian. Nothing is left to confirm.',
        zh: '该授权并未等待监护人确认，无需再确认。',
      });
    const everyItem = (await capacityOf(tx, grant.personId!)) === 'NONE';
    const classification = await readClassificationInForce(tx);
    classification.assertConfirmed(grant.items, confirmation.sensitiveConfirmed, everyItem);
    const proof = await authentications.spend(tx, {
      id: confirmation.authentication,
      personId: guardianId,
      action: 'APPROVE',
      target: grant.id,
      required: classification.requiredStrength(grant.purpose, grant.items, everyItem),
    });
    if (proof instanceof Refusal) return proof;
    const consent = await sealedConsent(tx, grant.id, guardianId, proof.id.toLowerCase());
    const [row] = await tx.query('SELECT assent.confirm_grant_for_ward($1::jsonb) AS confirmed', [consent]);
    if (!row!.confirmed)
      refuse('FORBIDDEN', {
        en: 'A guardian must confirm this grant. Sign in as one.',
        zh: '该授权须由监护人确认。请以监护人身份登录。',
      });
    const ended = await supersedeOlder(tx, grant.id, guardianId);
    await queueGrantMessage(tx, grant.id, guardianId, await tx.now(), ended);
    await tellParties(tx, 'CONFIRMED_BY_GUARDIAN', [grant.id], guardianId);
    await tx.em.refresh(grant);
    return grant;
  });
