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
  if (method === 'NONE')
    throw badInput('method', { en: 'Choose SMS, SCAN or FACE.', zh: '请选择 SMS、SCAN 或 FACE。' });

  const passkey = input.passkey === true;
  if (passkey && method !== 'SCAN')
    throw badInput('passkey', {
      en: 'A passkey stands in for SCAN: send method SCAN with it.',
      zh: '通行密钥替代的是 SCAN：请将 method 设为 SCAN。',
    });

  if (action === 'SIGN_IN') {
    const certNo = input.certNo == null || isBlank(input.certNo) ? null : input.certNo;
    if (certNo === null && method !== 'SCAN')
      throw badInput('certNo', {
        en: 'Signing in this way needs an ID number: certNo.',
        zh: '用这种方式登录须给出证件号码：certNo。',
      });
    if (certNo !== null && certNo.length > CERT_NO_LENGTH_MAX)
      throw badInput('certNo', {
        en: 'This is not an ID number. Give it as in the document.',
        zh: '这不是证件号码。请按证件填写。',
      });
    return { method, passkey, action, target: null, signedInAs: null, certNo };
  }

  const targeted = TARGETED_ACTIONS.includes(action);
  const target = targeted || action === 'VIEW' ? (input.target ?? null) : null;
  if (personId === null)
    refuse('UNAUTHENTICATED', {
      en: 'Sign in first, and send the token.',
      zh: '请先登录，并随请求发送令牌。',
    });
  if (target === null && targeted)
    throw badInput('target', {
      en: 'Name the request or grant that the action is on.',
      zh: '请指明此操作针对的授权申请或授权。',
    });
  if (target !== null && !isUuid(target))
    throw badInput('target', {
      en: 'This is not an identifier. Give the id as it was answered.',
      zh: '这不是标识。请原样给出接口返回的 id。',
    });
  return { method, passkey, action, target, signedInAs: personId, certNo: null };
}
