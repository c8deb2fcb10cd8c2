import { Refusal } from '../kernel/refusal.js';

/** One answer for every way an authentication fails, so that none tells which. */
export const authenticationFailed = (attemptsLeft: number): Refusal =>
  new Refusal(
    'AUTHENTICATION_FAILED',
    attemptsLeft > 0
      ? 'This was not right. Try again.'
      : 'Authentication failed or is no longer valid. Start again.',
    { attemptsLeft },
  );
