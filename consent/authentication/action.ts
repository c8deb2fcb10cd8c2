import type { Strength } from '../kernel/strength.js';

/** What a person proves who they are for. A proof is bound to one action, and to its target. */
export const AUTHENTICATION_ACTIONS = ['SIGN_IN', 'APPROVE', 'REVOKE', 'VIEW'] as const;

export type AuthenticationAction = (typeof AUTHENTICATION_ACTIONS)[number];

/** What a challenge asks for: every strength but NONE. */
export type AuthenticationMethod = Exclude<Strength, 'NONE'>;

/** What the person does: a scan may also be a passkey. */
export type Means = AuthenticationMethod | 'PASSKEY';
