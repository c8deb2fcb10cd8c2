import { type Day, fullYears } from './calendar.js';
import { type Area, someArea, someGivenName, someSurname } from './names.js';
import { Random } from './random.js';

/** The fixed attributes of a person; their shares are in docs/data-center.md. */
export interface Traits {
  readonly male: boolean;
  /** In full years on the city's last day. */
  readonly age: number;
  readonly birthDay: Day;
  readonly surname: string;
  readonly givenName: string;
  readonly area: Area;
  readonly insurance: 'EMPLOYEE' | 'RETIRED' | 'RESIDENT';
  readonly flexible: boolean;
  readonly civilServant: boolean;
  /** Codes of the tables psn_insu_stas and surv_stas. */
  readonly standing: string;
  readonly survival: string;
  readonly medicalAid: boolean;
  /** Whether the person has a specially protected disease. */
  readonly specialDisease: boolean;
}

const YEAR_DAYS = 365.2425;
/** 40 % are insured as employees, of whom 32 % are retired; nobody under 18 is an employee. */
const EMPLOYED_OF_WORKING_AGE = (0.4 * 0.68) / 0.56;
const RETIRED_OF_OLD_AGE = (0.4 * 0.32) / 0.28;

function someAge(random: Random): number {
  const band = random.next();
  if (band < 0.12) return random.next() * 14;
  if (band < 0.16) return 14 + random.next() * 4;
  if (band < 0.72) return 18 + random.next() * 42;
  return 60 + random.next() ** 1.6 * 38;
}

function someInsurance(age: number, random: Random): Traits['insurance'] {
  const share = random.next();
  if (age < 18) return 'RESIDENT';
  if (age < 60) return share < EMPLOYED_OF_WORKING_AGE ? 'EMPLOYEE' : 'RESIDENT';
  return share < RETIRED_OF_OLD_AGE ? 'RETIRED' : 'RESIDENT';
}

function someStanding(random: Random): string {
  const share = random.next();
  if (share < 0.95) return '1';
  if (share < 0.985) return '2';
  return share < 0.995 ? '4' : '3';
}

function someSurvival(age: number, random: Random): string {
  const share = random.next();
  // 0.7 % of all have died: 2.3 % of those of 60 and above, and 0.1 % of the younger.
  if (share < (age >= 60 ? 0.023 : 0.0008)) return '2';
  if (share > 0.9995) return random.pick(['3', '4']);
  return share > 0.999 ? '9' : '1';
}

export function traitsOf(seed: string, index: number, today: Day): Traits {
  const random = new Random(seed, 'person', index);
  const birthDay = today - Math.floor(someAge(random) * YEAR_DAYS);
  const age = fullYears(birthDay, today);
  const insurance = someInsurance(age, random);
  const flexible = insurance !== 'RESIDENT' && random.chance(0.18);
  const male = random.chance(0.5);
  return {
    male,
    age,
    birthDay,
    surname: someSurname(random),
    givenName: someGivenName(male, random),
    area: someArea(random),
    insurance,
    flexible,
    civilServant: insurance !== 'RESIDENT' && !flexible && random.chance(0.09),
    standing: someStanding(random),
    survival: someSurvival(age, random),
    medicalAid: insurance === 'RESIDENT' ? random.chance(0.021) : random.chance(0.0035),
    specialDisease: random.chance(0.03),
  };
}
