import { yuan } from './bill.js';
import { type Period, yearOf } from './calendar.js';
import type { WriteRow } from './city-files.js';
import type { Cover } from './cover.js';
import type { Person } from './population.js';
import type { Random } from './random.js';
import type { Settled } from './visits.js';

interface Year {
  deductible: number;
  admissions: number;
}

/** Counts per year what a person has paid of the deductible and how often they were admitted. */
export class YearlySums {
  private readonly years = new Map<number, Year>();

  add({ day, bill, kind, refund }: Settled): void {
    const year = this.of(yearOf(day));
    year.deductible += bill.act_pay_dedc;
    if (kind === 'INPATIENT') year.admissions += refund ? -1 : 1;
    this.years.set(yearOf(day), year);
  }

  of = (year: number): Year => this.years.get(year) ?? { deductible: 0, admissions: 0 };
}

function specialIdentity(person: Person, random: Random): string | null {
  if (person.medicalAid) return random.pick(['23', '23', '02', '03']);
  if (person.civilServant) return '05';
  return random.chance(0.003) ? '01' : null;
}

export function writeBenefits(
  person: Person,
  cover: Cover,
  sums: YearlySums,
  period: Period,
  random: Random,
  write: WriteRow,
): void {
  const identity = specialIdentity(person, random);
  const funds = [cover.insutype === '310' ? '310100' : '390100'];
  if (person.medicalAid) funds.push('610100');
  const first = Math.max(yearOf(period.from), yearOf(cover.from));
  for (let year = first; year <= yearOf(cover.until ?? period.today); year++)
    for (const [at, fund] of funds.entries()) {
      const sum = at === 0 ? sums.of(year) : { deductible: 0, admissions: 0 };
      write('benefit_eligibility', {
        psn_no: person.psnNo,
        year,
        fund_pay_type: fund,
        trt_enjymnt_flag: person.standing === '1' ? 1 : 0,
        // A refund may be settled in the year after its bill.
        cum_q0000: yuan(Math.max(0, sum.deductible)),
        cum_c0000: Math.max(0, sum.admissions),
        psn_idet_type: identity,
        insutype: cover.insutype,
        refd_setl_flag: 0,
      });
    }
}
