import { Refusal } from '../kernel/refusal.js';

/** Every failed authentication gets this same refusal, so that it does not reveal the reason. */
export const authenticationFailed = (attemptsLeft: number): Refusal =>
  new Refusal(
    'AUTHENTICATION_FAILED',
    attemptsLeft > 0
      ? 'This was not right. Try again.'
      : 'Authentication failed or is no longer valid. Start again.',
    { attemptsLeft },
  );
