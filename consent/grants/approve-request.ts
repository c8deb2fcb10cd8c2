import { type EntityManager } from '@mikro-orm/postgresql';
import type { AuthenticationService } from '../authentication/authentication-service.js';
import { transact } from '../database/transaction.js';
import { accepted } from '../kernel/findings.js';
import { Refusal } from '../kernel/refusal.js';
import { type GrantRecorder } from '../ledger/entries/grant-events.js';
import { ApprovedTerms } from './build-grant.js';
import { Grant } from './grant.js';
import { grantorDetail, recordGuardianConsent } from './grantor.js';
import { judgeApproval } from './judge-approval.js';
import { lockOwnRequest } from './lock-own.js';
import { choicesDigest, type ProtectedRecordIds } from './protected-record-choice.js';
import { storeGrant } from './sealed-terms.js';
import { supersedeOlder } from './supersede.js';
import { queueGrantMessage } from './told-terms.js';

export interface Approval extends ApprovedTerms {
  /** A proof made for action APPROVE and this request. */
  readonly authentication: string;
}

/**
 * The person answers a request with a grant of everything requested, or of less.
 * @throws Refusal; a proof that is not accepted is spent all the same
 */
export const approveRequest = (
  em: EntityManager,
  {
    authentications,
    grantRecorder,
    protectedRecordIds,
  }: {
    authentications: AuthenticationService;
    grantRecorder: GrantRecorder;
    protectedRecordIds: ProtectedRecordIds;
  },
  personId: string,
  approval: Approval,
): Promise<Grant> =>
  transact(em, async (tx) => {
    const request = await lockOwnRequest(tx, personId, approval.id);
    const { grant, grantor, choices, requiredStrength, now } = accepted(
      await judgeApproval(tx, protectedRecordIds, personId, request, approval),
    );
    // The proof is spent before the action and in its transaction: a failure of the platform rolls the spending back,
    // a refusal of the proof does not.
    const proof = await authentications.spend(tx, {
      id: approval.authentication,
      personId,
      action: 'APPROVE',
      target: request.id,
      required: requiredStrength,
    });
    if (proof instanceof Refusal) return proof;
    const given = await storeGrant(
      tx,
      Object.assign(grant, {
        strength: proof.strength,
        authenticationId: proof.id.toLowerCase(),
        choicesDigest: choicesDigest(choices),
      }),
      choices,
    );
    await recordGuardianConsent(tx, given, grantor);
    await grantRecorder.record(tx, grant.id, grantorDetail(grantor));
    const ended = await supersedeOlder(tx, grant.id, personId);
    await queueGrantMessage(tx, grant.id, personId, now, ended);
    return given;
  });
