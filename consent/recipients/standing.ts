import { type AgreementTerms, hasEnded } from './agreement.js';

export const RECIPIENT_STANDINGS = [
  'APPLICANT',
  'TESTING',
  'READY',
  'LIVE',
  'SUSPENDED',
  'FROZEN',
  'ENDED',
] as const;
export type RecipientStanding = (typeof RECIPIENT_STANDINGS)[number];

export interface StandingFacts {
  /** officers suspended or froze the recipient. */
  readonly suspended: boolean;
  readonly frozen: boolean;
  readonly agreement: AgreementTerms | null;
}

/** Whether a recipient may use data now, and if not, why: what officers did comes before the end of the agreement. */
export function standingOf(
  { suspended, frozen, agreement }: StandingFacts,
  today: string,
): RecipientStanding {
  if (suspended) return frozen ? 'FROZEN' : 'SUSPENDED';
  if (agreement === null) return 'APPLICANT';
  return hasEnded(agreement, today) ? 'ENDED' : 'LIVE';
}
