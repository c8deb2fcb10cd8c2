/** How long and how often: the same for every process of one platform. */
export interface AuthenticationLimits {
  readonly attempts: number;
  readonly challengeSeconds: number;
  readonly proofSeconds: number;
  /** For one person, and for one mobile. */
  readonly sms: { readonly messages: number; readonly periodSeconds: number };
}

export const AUTHENTICATION_LIMITS: AuthenticationLimits = Object.freeze({
  attempts: 5,
  challengeSeconds: 300,
  proofSeconds: 300,
  sms: Object.freeze({ messages: 20, periodSeconds: 600 }),
});
