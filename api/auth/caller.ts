import type { Strength } from '../../consent/kernel/strength.js';
import type { ActingMember } from '../../consent/onboarding/member.js';
import type { StaffMember } from '../../consent/staff/role.js';
import type { VerifiedProof } from './dpop-proof.js';

/**
 * The caller of a request. It is made from the token alone, without a query, and is frozen: no later step of the
 * request can change who the caller is.
 */
export type Caller = Anonymous | PersonCaller | RecipientCaller | StaffCaller | MemberCaller;

export interface Anonymous {
  readonly kind: 'ANONYMOUS';
}

/** A signed-in insured person (参保人), possibly the legal representative of providers. */
export interface PersonCaller {
  readonly kind: 'PERSON';
  /** Internal person number (`person.id`), a decimal string. */
  readonly personId: string;
  /** How strongly this session was authenticated. */
  readonly strength: Strength;
  /** The secret of the session, which the token names. */
  readonly session: string;
  /** The id of the session, once it has been looked up. */
  readonly sessionId?: string;
}

/** A recipient (第三方机构) with a token bound to its key by DPoP. */
export interface RecipientCaller {
  readonly kind: 'RECIPIENT';
  readonly recipientCode: string;
  readonly clientId: string;
  /** Thumbprint (RFC 7638) of the key that the token was asked for with. */
  readonly signer: string;
  /** The token comes from a redirect: it opens this grant and nothing else. */
  readonly onlyGrant?: string;
  /** Names the DPoP proof of this request, when it has been spent. */
  readonly proof?: Buffer;
  /** The DPoP proof, to be spent: it is good once, whichever process hears it. */
  readonly unspent?: VerifiedProof;
}

/** A clerk, reviewer or officer. Each act checks in its own transaction that the account is not disabled. */
export interface StaffCaller extends StaffMember {
  readonly kind: 'STAFF';
}

/** A member of an institution (机构人员). */
export interface MemberCaller {
  readonly kind: 'MEMBER';
  readonly memberCode: string;
  /** The account as it is now, once it has been looked up. Each act asks it again in its own transaction. */
  readonly member?: ActingMember;
}

export const ANONYMOUS: Anonymous = Object.freeze({ kind: 'ANONYMOUS' });
