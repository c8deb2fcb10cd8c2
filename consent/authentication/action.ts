import type { Strength } from '../kernel/strength.js';

/** The actions that a person authenticates for. A proof is bound to one action and to its target. */
export const AUTHENTICATION_ACTIONS = [
  'SIGN_IN',
  'APPROVE',
  'REVOKE',
  'VIEW',
  'EXPORT',
  'ADD_PASSKEY',
  'ARRANGE',
] as const;

/** Actions on one request or grant, which the proof names. */
export const TARGETED_ACTIONS: readonly AuthenticationAction[] = ['APPROVE', 'REVOKE'];

export type AuthenticationAction = (typeof AUTHENTICATION_ACTIONS)[number];

/** The method that a challenge asks for: any strength except NONE. */
export type AuthenticationMethod = Exclude<Strength, 'NONE'>;

/** The way in which the person answers. A passkey may stand in for a scan. */
export type Means = AuthenticationMethod | 'PASSKEY';
