import { yuan } from './bill.js';
import { type Day, monthsBetween, monthText, type Period } from './calendar.js';
import type { WriteRow } from './city-files.js';
import type { Cover } from './cover.js';
import type { Institution } from './institutions.js';
import { Random } from './random.js';
import type { Settled } from './visits.js';

const SUMS = ['medfee_sumamt', 'fund_pay_sumamt', 'hifp_pay', 'acct_pay', 'psn_cash_pay'] as const;

/** The sums that one institution settled in one month for one insurance type. */
class Month {
  readonly sums = { medfee_sumamt: 0, fund_pay_sumamt: 0, hifp_pay: 0, acct_pay: 0, psn_cash_pay: 0 };
  /** What the fund owes for admissions and for everything else; the two are cleared separately. */
  readonly owed = { admissions: 0, others: 0 };
  visits = 0;
  people = 0;
  private lastPerson = -1;

  add({ bill, kind, refund, person }: Settled): void {
    for (const name of SUMS) this.sums[name] += bill[name];
    this.owed[kind === 'INPATIENT' ? 'admissions' : 'others'] += bill.fund_pay_sumamt;
    if (refund) return;
    this.visits++;
    // All visits of a person come together, so people are counted without a set.
    if (person.index !== this.lastPerson) this.people++;
    this.lastPerson = person.index;
  }
}

const INSUTYPES: readonly Cover['insutype'][] = ['310', '390'];
const CHECKED = ['1', '1', '1', '1', '1', '1', '1', '1', '1', '2'];
const PAID_AFTER_MONTHS = 2;

/** The monthly settlements and clearings of the institutions: exact sums of the generated settlements. */
export class ProviderMonths {
  private readonly months = new Map<string, Month>();

  add(settled: Settled): void {
    if (settled.institution.index < 0) return;
    const key = `${settled.institution.index} ${monthText(settled.day)} ${settled.insutype}`;
    const month = this.months.get(key) ?? new Month();
    this.months.set(key, month);
    month.add(settled);
  }

  /** @returns the number of months in which the institution settled anything */
  writeOf(institution: Institution, period: Period, seed: string, write: WriteRow): number {
    const random = new Random(seed, 'provider months', institution.index);
    const days = monthsBetween(period.from, period.today);
    let active = 0;
    for (const [at, day] of days.entries()) {
      const age = days.length - 1 - at;
      const found = INSUTYPES.flatMap((insutype) => {
        const month = this.months.get(`${institution.index} ${monthText(day)} ${insutype}`);
        if (month) writeSettlementMonth(institution, day, insutype, month, age, random, write);
        return month ?? [];
      });
      if (found.length === 0) continue;
      active++;
      const admissions = found.reduce((sum, { owed }) => sum + owed.admissions, 0);
      const others = found.reduce((sum, { owed }) => sum + owed.others, 0);
      writeClearing(
        institution,
        day,
        institution.rank === 'PHARMACY' ? '41' : '11',
        others,
        age,
        random,
        write,
      );
      if (admissions !== 0) writeClearing(institution, day, '21', admissions, age, random, write);
    }
    return active;
  }
}

function writeSettlementMonth(
  institution: Institution,
  day: Day,
  insutype: string,
  { sums, people, visits }: Month,
  age: number,
  random: Random,
  write: WriteRow,
): void {
  write('settlement_month', {
    fixmedins_code: institution.code,
    settle_date: monthText(day),
    insutype,
    reconciliation_type: 'LOCAL',
    medfee_sumamt: yuan(sums.medfee_sumamt),
    fund_pay_sumamt: yuan(sums.fund_pay_sumamt),
    hifp_pay: yuan(sums.hifp_pay),
    acct_pay: yuan(sums.acct_pay),
    cash_payamt: yuan(sums.psn_cash_pay),
    person_num: people,
    person_count: visits,
    check_status: age === 0 ? '0' : random.pick(CHECKED),
  });
}

/** The fund pays two months later, holds back a twentieth as a reserve, and sometimes withholds an amount. */
function writeClearing(
  institution: Institution,
  day: Day,
  type: string,
  payable: number,
  age: number,
  random: Random,
  write: WriteRow,
): void {
  const owed = Math.max(0, payable);
  const withheld = random.chance(0.08) ? Math.round(owed * 0.02) : 0;
  const reserve = Math.round((owed - withheld) * 0.05);
  const paid = age >= PAID_AFTER_MONTHS;
  write('clearing', {
    fixmedins_code: institution.code,
    clr_ym: monthText(day),
    clr_type: type,
    clr_way: type === '21' ? '30' : '10',
    clr_stas: paid ? '60' : age === 1 ? '40' : '10',
    payable_amount: yuan(owed),
    paid_amount: yuan(paid ? owed - withheld - reserve : 0),
    det_type: withheld > 0 ? random.pick(['10', '20']) : null,
    withhold_payment: yuan(withheld),
    margin: yuan(reserve),
    settle_cycle_days: paid ? random.between(22, 58) : null,
  });
}
