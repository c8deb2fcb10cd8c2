import type { VisitKind } from './bill.js';
import type { Day } from './calendar.js';
import { type Institution, Institutions } from './institutions.js';
import type { Person } from './population.js';
import { type Random, Weighted } from './random.js';

export interface Visit {
  readonly kind: VisitKind;
  readonly day: Day;
}

/** Visits per person and year (docs/data-center.md). */
const EMPLOYEE_YEAR: Record<VisitKind, number> = { OUTPATIENT: 8.1, INPATIENT: 0.214, PHARMACY: 5.8 };
const RESIDENT_YEAR: Record<VisitKind, number> = { OUTPATIENT: 3.2, INPATIENT: 0.208, PHARMACY: 0.05 };
const KINDS = ['OUTPATIENT', 'INPATIENT', 'PHARMACY'] as const;

/** The frequency of visits relative to the average of the insurance type: a retired person costs 3.3 times an employee. */
function frequency({ insurance, age }: Person, kind: VisitKind): number {
  if (insurance === 'EMPLOYEE') return kind === 'PHARMACY' ? 0.85 : 0.575;
  if (insurance === 'RETIRED') return kind === 'PHARMACY' ? 1.32 : 1.904;
  if (age < 18) return 0.8;
  return age < 60 ? 0.7 : 1.78;
}

export function someVisits(person: Person, first: Day, last: Day, random: Random): Visit[] {
  const rates = person.insurance === 'RESIDENT' ? RESIDENT_YEAR : EMPLOYEE_YEAR;
  const years = (last - first + 1) / 365.25;
  if (years <= 0) return [];
  return KINDS.flatMap((kind) =>
    Array.from({ length: random.poisson(rates[kind] * frequency(person, kind) * years) }, () => ({
      kind,
      day: random.between(first, last),
    })),
  ).sort((a, b) => a.day - b.day);
}

/** 5.4 % of all visits, and a quarter of the admissions, are outside the city. */
const OUTSIDE_CITY: Record<VisitKind, number> = { OUTPATIENT: 0.0485, INPATIENT: 0.25, PHARMACY: 0.0485 };
const OUTPATIENT_RANK = new Weighted<Institution['rank']>([
  ['TERTIARY', 30],
  ['SECONDARY', 25],
  ['PRIMARY', 45],
]);

export function drawInstitution(
  kind: VisitKind,
  person: Person,
  institutions: Institutions,
  random: Random,
): Institution {
  if (random.chance(OUTSIDE_CITY[kind])) return Institutions.outsideCity(random);
  if (kind === 'PHARMACY') return institutions.choose('PHARMACY', person.area, random);
  if (kind === 'OUTPATIENT') return institutions.choose(OUTPATIENT_RANK.pick(random), person.area, random);
  // Including those outside the city, 60 % of employees' and 35 % of residents' admissions are to tertiary hospitals.
  const tertiary = random.chance(person.insurance === 'RESIDENT' ? 0.133 : 0.467);
  return institutions.choose(tertiary ? 'TERTIARY' : 'SECONDARY', person.area, random);
}

/** In cents. */
export function drawTotal(kind: VisitKind, person: Person, { rank }: Institution, random: Random): number {
  const employee = person.insurance !== 'RESIDENT';
  const mean = {
    PHARMACY: 96,
    OUTPATIENT: employee ? 282 : 176,
    INPATIENT: rank === 'TERTIARY' ? (employee ? 13_335 : 11_278) : employee ? 8_800 : 5_218,
  }[kind];
  const sigma = { PHARMACY: 0.6, OUTPATIENT: 0.8, INPATIENT: 0.9 }[kind];
  return Math.max(100, Math.round(random.logNormal(mean, sigma) * 100));
}

const CHRONIC_VISIT = 0.4;
const ADMISSIONS = new Weighted([
  ['21', 90],
  ['2101', 3],
  ['22', 3],
  ['28', 4],
]);

export function careType({ kind }: Visit, chronic: boolean, away: boolean, random: Random): string {
  if (kind === 'PHARMACY') return '41';
  if (kind === 'INPATIENT') return away ? '25' : ADMISSIONS.pick(random);
  if (chronic && random.chance(CHRONIC_VISIT)) return random.chance(0.2) ? '140104' : '14';
  return random.chance(0.04) ? '13' : '11';
}
