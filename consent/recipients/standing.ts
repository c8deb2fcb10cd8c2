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
  /** Terms that officers approved and that are not in force yet. */
  readonly approved: boolean;
  /** Whether it has a key to sign with. */
  readonly hasKey: boolean;
}

/** Whether a recipient may use data now, and if not, why: what officers did comes before the end of the agreement. */
export function standingOf(
  { suspended, frozen, agreement, approved, hasKey }: StandingFacts,
  today: string,
): RecipientStanding {
  if (suspended) return frozen ? 'FROZEN' : 'SUSPENDED';
  // Without a sandbox and a conformance kit, being tested means to have no key yet, and being ready to have one.
  if (agreement === null) return approved ? (hasKey ? 'READY' : 'TESTING') : 'APPLICANT';
  return hasEnded(agreement, today) ? 'ENDED' : 'LIVE';
}
