import { yuan } from './bill.js';
import { dayText, monthsBetween, monthText, type Period, yearOf } from './calendar.js';
import type { WriteRow } from './city-files.js';
import type { Cover } from './cover.js';
import type { Person } from './population.js';
import type { Random } from './random.js';

/** Yuan per month; floor and cap are 60 % and 300 % of the city's mean wage. */
const MEDIAN_BASE = 5_800;
const BASE_SIGMA = 0.45;
const MEAN_WAGE = 6_900;
const OWN_PERCENT = 2;
/** Yuan per year; the state adds its share. */
const residentFee = (year: number): number => (year >= 2025 ? 400 : 380);
const UNPAID = 0.008;

/** Cents per month. */
function someBase(random: Random): number {
  const base = random.logNormal(MEDIAN_BASE * Math.exp(BASE_SIGMA ** 2 / 2), BASE_SIGMA);
  return Math.round(Math.min(Math.max(base, MEAN_WAGE * 0.6), MEAN_WAGE * 3)) * 100;
}

export function writeContributions(
  person: Person,
  cover: Cover,
  period: Period,
  random: Random,
  write: WriteRow,
): void {
  const first = Math.max(cover.from, period.from);
  const last = cover.until ?? period.today;
  const row = { psn_no: person.psnNo, insutype: cover.insutype, refd_setl_flag: 0 };
  if (person.insurance === 'EMPLOYEE') {
    const base = someBase(random);
    const before = Math.max(0, monthsBetween(cover.from, first).length - 1);
    for (const [at, month] of monthsBetween(first, last).entries())
      write('contribution', {
        ...row,
        cashym: monthText(month),
        psn_clctstd: yuan(base),
        psn_clct_amt: yuan((base * OWN_PERCENT) / 100),
        clct_flag: random.chance(UNPAID) ? 0 : 1,
        insu_clct_mons: before + at + 1,
      });
  } else if (person.insurance === 'RESIDENT') {
    // The state pays the contributions of people who receive medical aid.
    for (let year = yearOf(first); year <= yearOf(last); year++)
      write('contribution', {
        ...row,
        cashym: `${year}01`,
        psn_clct_amt: yuan(person.medicalAid ? 0 : residentFee(year) * 100),
        clct_flag: 1,
        insu_clct_mons: (year - yearOf(cover.from) + 1) * 12,
      });
  }
}

/** Accounts have a mean income of 1,759 and a mean balance of 4,084 yuan, heavy-tailed; 15 % are almost empty. */
export function writeAccount(person: Person, period: Period, random: Random, write: WriteRow): void {
  if (person.insurance === 'RESIDENT') return;
  const income =
    person.insurance === 'RETIRED' ? random.logNormal(2_220, 0.25) : random.logNormal(1_540, 0.4);
  const balance = random.chance(0.15) ? random.next() * 5 : random.logNormal(4_802, 1);
  write('personal_account', {
    psn_no: person.psnNo,
    year: Number(dayText(period.today).slice(0, 4)),
    balc: yuan(Math.round(balance * 100)),
    inc_sumamt: yuan(Math.round(income * 100)),
    bankacct: `629999${random.digits(13)}`,
    insutype: '310',
    refd_setl_flag: 0,
  });
}
