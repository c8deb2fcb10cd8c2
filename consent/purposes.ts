import type { Purpose } from './purpose.js';
import { authorities } from './purposes/authorities.js';
import { insurance } from './purposes/insurance.js';
import { lending } from './purposes/lending.js';
import { people } from './purposes/people.js';

/** Never allowed, to nobody (rules.md; the reason is told to whoever asks). */
export const PROHIBITED_PURPOSES: Readonly<Record<string, string>> = {
  MARKETING: 'no direct relation to any lawful purpose here (PIPL 6, 24; GB/T 35273-2020 App.B example)',
  INDIVIDUAL_PREMIUM_PRICING:
    'health data to set personal premium (GB/T 35273-2020 App.B; PIPL 24 unreasonable differential treatment)',
  PERSONAL_CREDIT_SCORING:
    '征信业管理条例 14 forbids collecting disease and medical history; income only with written consent',
  EMPLOYMENT_SCREENING: 'no basis; dignity harm (PIPL 28)',
  RESALE_OR_ONWARD_PROVISION:
    'recipient bound to the agreed purpose and recipient (PIPL 23; 征信业管理条例 20)',
  CROSS_BORDER: 'state-organ data stays in the country (PIPL 36, 38-41)',
};

export const purposes: readonly Purpose[] = Object.freeze(
  [...insurance, ...lending, ...people, ...authorities].map((purpose) => Object.freeze(purpose)),
);

const byCode = new Map(purposes.map((purpose) => [purpose.code, purpose]));

export const findPurpose = (code: string): Purpose | undefined => byCode.get(code);

/** For a code that came out of our own database; an unknown one is a bug. */
export function purposeOf(code: string): Purpose {
  const purpose = byCode.get(code);
  if (!purpose) throw new Error(`There is no purpose ${code}.`);
  return purpose;
}
