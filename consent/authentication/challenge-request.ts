import { badInput, refuse } from '../kernel/refusal.js';
import type { Strength } from '../kernel/strength.js';
import { isUuid } from '../kernel/uuid.js';
import type { AuthenticationAction, AuthenticationMethod } from './action.js';

/** What a caller asks for when starting a challenge. */
export interface AuthenticationStart {
  readonly method: Strength;
  readonly action: AuthenticationAction;
  readonly target?: string | null;
  /** Who signs in; ignored for a signed-in person's other actions, whose session says who it is. */
  readonly certNo?: string | null;
  /** By a passkey instead of the e-voucher, where the method is SCAN. */
  readonly passkey?: boolean | null;
  /** For the text of the message, when the action is on a recipient's request. */
  readonly recipientName?: string | null;
}

/** The same, checked. Either somebody is signed in, or somebody signs in by number or by e-voucher. */
export interface CheckedStart {
  readonly method: AuthenticationMethod;
  readonly passkey: boolean;
  readonly action: AuthenticationAction;
  readonly target: string | null;
  readonly signedInAs: string | null;
  readonly certNo: string | null;
  readonly recipientName: string | null;
}

/** The longest certificate number of the national platform (certno, 50). */
const LONGEST_CERT_NO = 50;

/** @throws Refusal naming the field that makes no sense, or UNAUTHENTICATED. */
export function checkStart(personId: string | null, input: AuthenticationStart): CheckedStart {
  const { method, action, recipientName = null } = input;
  if (method === 'NONE') throw badInput('method', 'Choose SMS, SCAN or FACE.');

  const passkey = input.passkey === true;
  if (passkey && method !== 'SCAN') throw badInput('passkey', 'A passkey stands in for SCAN.');

  if (action === 'SIGN_IN') {
    const certNo = input.certNo?.trim() || null;
    if (certNo === null && method !== 'SCAN')
      throw badInput('certNo', 'Signing in this way needs an ID number.');
    if (certNo !== null && certNo.length > LONGEST_CERT_NO)
      throw badInput('certNo', 'This is not an ID number.');
    return { method, passkey, action, target: null, signedInAs: null, certNo, recipientName };
  }

  const target = input.target ?? null;
  if (personId === null) refuse('UNAUTHENTICATED', 'Sign in first.');
  if (target === null && action !== 'VIEW')
    throw badInput('target', 'Name the request or grant that the action is on.');
  if (target !== null && !isUuid(target)) throw badInput('target', 'This is not an identifier.');
  return { method, passkey, action, target, signedInAs: personId, certNo: null, recipientName };
}
