import { isBlank } from '../../schema/identity/plain-text.js';
import { badInput, refuse } from '../kernel/refusal.js';
import type { Strength } from '../kernel/strength.js';
import { isUuid } from '../kernel/uuid.js';
import { type AuthenticationAction, type AuthenticationMethod, TARGETED_ACTIONS } from './action.js';

/** The input of a caller who starts a challenge. */
export interface AuthenticationStart {
  readonly method: Strength;
  readonly action: AuthenticationAction;
  readonly target?: string | null;
  /** The ID number, for SIGN_IN. Other actions ignore it, because the session identifies the person. */
  readonly certNo?: string | null;
  /** Whether a passkey replaces the e-voucher, for the method SCAN. */
  readonly passkey?: boolean | null;
}

/** The checked input. Either a person is signed in, or a person signs in by ID number or by e-voucher. */
export interface CheckedStart {
  readonly method: AuthenticationMethod;
  readonly passkey: boolean;
  readonly action: AuthenticationAction;
  readonly target: string | null;
  readonly signedInAs: string | null;
  readonly certNo: string | null;
}

/** The maximum length of an ID number on the national platform (certno). */
const CERT_NO_LENGTH_MAX = 50;

/** @throws Refusal BAD_USER_INPUT that names the field, or UNAUTHENTICATED */
export function checkStart(personId: string | null, input: AuthenticationStart): CheckedStart {
  const { method, action } = input;
  if (method === 'NONE') throw badInput('method', 'Choose SMS, SCAN or FACE.');

  const passkey = input.passkey === true;
  if (passkey && method !== 'SCAN') throw badInput('passkey', 'A passkey stands in for SCAN.');

  if (action === 'SIGN_IN') {
    const certNo = input.certNo == null || isBlank(input.certNo) ? null : input.certNo;
    if (certNo === null && method !== 'SCAN')
      throw badInput('certNo', 'Signing in this way needs an ID number.');
    if (certNo !== null && certNo.length > CERT_NO_LENGTH_MAX)
      throw badInput('certNo', 'This is not an ID number.');
    return { method, passkey, action, target: null, signedInAs: null, certNo };
  }

  const targeted = TARGETED_ACTIONS.includes(action);
  const target = targeted || action === 'VIEW' ? (input.target ?? null) : null;
  if (personId === null) refuse('UNAUTHENTICATED', 'Sign in first.');
  if (target === null && targeted)
    throw badInput('target', 'Name the request or grant that the action is on.');
  if (target !== null && !isUuid(target)) throw badInput('target', 'This is not an identifier.');
  return { method, passkey, action, target, signedInAs: personId, certNo: null };
}
