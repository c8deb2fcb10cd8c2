import type { Strength } from '../../consent/kernel/strength.js';
import type { StaffMember } from '../../consent/staff/role.js';

/**
 * Who is asking. Made from the token alone, before the database is touched, and frozen: nothing later in the
 * request can turn one caller into another.
 */
export type Caller = Anonymous | PersonCaller | RecipientCaller | StaffCaller;

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
}

/** A recipient (第三方机构) with a token bound to its key by DPoP. */
export interface RecipientCaller {
  readonly kind: 'RECIPIENT';
  readonly recipientCode: string;
  readonly clientId: string;
}

/** A clerk, reviewer or officer. Whether the account still stands is asked in the transaction of each act. */
export interface StaffCaller extends StaffMember {
  readonly kind: 'STAFF';
}

export const ANONYMOUS: Anonymous = Object.freeze({ kind: 'ANONYMOUS' });
