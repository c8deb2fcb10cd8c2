import { Basket, type Good, inpatientGoods, outpatientGoods, pharmacyGoods } from './goods.js';
import type { Institution } from './institutions.js';
import type { Person } from './population.js';
import type { Random } from './random.js';

export type VisitKind = 'OUTPATIENT' | 'INPATIENT' | 'PHARMACY';

/** Amounts in whole cents (分), so that sums are exact. */
export interface Line {
  readonly good: Good;
  readonly amount: number;
}

/** The amounts of a settlement, with their names in the national platform. */
export interface Bill {
  readonly medfee_sumamt: number;
  readonly fulamt_ownpay_amt: number;
  readonly overlmt_selfpay: number;
  readonly preselfpay_amt: number;
  readonly inscp_scp_amt: number;
  readonly act_pay_dedc: number;
  readonly hifp_pay: number;
  readonly cvlserv_pay: number;
  readonly hifes_pay: number;
  readonly hifmi_pay: number;
  readonly hifob_pay: number;
  readonly maf_pay: number;
  readonly oth_pay: number;
  readonly fund_pay_sumamt: number;
  readonly acct_pay: number;
  readonly psn_cash_pay: number;
  readonly psn_part_amt: number;
  readonly hosp_part_amt: number;
}

const BASKETS: Record<VisitKind, Basket> = {
  OUTPATIENT: new Basket(outpatientGoods),
  INPATIENT: new Basket(inpatientGoods),
  PHARMACY: new Basket(pharmacyGoods),
};
const MEAN_LINES: Record<VisitKind, number> = { OUTPATIENT: 6, INPATIENT: 120, PHARMACY: 4 };

/** Splits a total into about that many lines of at least one cent. */
export function someLines(kind: VisitKind, total: number, random: Random): Line[] {
  const count = Math.min(total, 1 + random.poisson(MEAN_LINES[kind] - 1));
  const weights = Array.from({ length: count }, () => 0.1 + random.next());
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const spread = total - count;
  let left = spread;
  return weights.map((weight, at) => {
    const share = at === count - 1 ? left : Math.floor((spread * weight) / whole);
    left -= share;
    return { good: BASKETS[kind].pick(random), amount: share + 1 };
  });
}

interface Terms {
  /** The share of the covered amount above the deductible that the pooled fund pays. */
  readonly employee: number;
  readonly resident: number;
  readonly deductible: Record<Institution['rank'], number>;
  /** The share of the personal part that a personal account may pay. */
  readonly account: number;
}

/** The fund pays about 80 % (employees) and 70 % (residents) of what is covered (docs/data-center.md). */
const TERMS: Record<VisitKind, Terms> = {
  INPATIENT: {
    employee: 0.84,
    resident: 0.73,
    deductible: { TERTIARY: 800_00, SECONDARY: 500_00, PRIMARY: 200_00, PHARMACY: 0 },
    account: 0.3,
  },
  OUTPATIENT: {
    employee: 0.6,
    resident: 0.5,
    deductible: { TERTIARY: 60_00, SECONDARY: 30_00, PRIMARY: 10_00, PHARMACY: 0 },
    account: 0.7,
  },
  PHARMACY: {
    employee: 0.12,
    resident: 0.1,
    deductible: { TERTIARY: 0, SECONDARY: 0, PRIMARY: 0, PHARMACY: 20_00 },
    account: 0.9,
  },
};
/** In cents: the serious-illness or the large-amount fund pays a share of what remains above this amount. */
const SERIOUS_FROM = 10_000_00;

/** Splits a bill among its payers. Each pays from the remainder of those before, so the identities of settlements hold. */
export function settle(
  kind: VisitKind,
  lines: readonly Line[],
  rank: Institution['rank'],
  person: Person,
  random: Random,
): Bill {
  const classes = { '01': 0, '02': 0, '03': 0 };
  for (const { good, amount } of lines) classes[good.paymentClass] += amount;
  const total = classes['01'] + classes['02'] + classes['03'];
  const overLimit = random.chance(0.03) ? Math.round(classes['01'] * 0.05) : 0;
  const preSelfPay = Math.round(classes['02'] * 0.1);
  const scope = total - classes['03'] - overLimit - preSelfPay;

  const terms = TERMS[kind];
  const employee = person.insurance !== 'RESIDENT';
  const deductible = Math.min(scope, terms.deductible[rank]);
  const pool = Math.round((scope - deductible) * (employee ? terms.employee : terms.resident));
  let left = scope - pool;
  const take = (part: number) => {
    left -= part;
    return part;
  };
  const civil = take(person.civilServant ? Math.round(left * 0.2) : 0);
  const serious = take(Math.round(Math.max(0, left - SERIOUS_FROM) * (employee ? 0.8 : 0.6)));
  const aid = take(person.medicalAid ? Math.round(left * 0.7) : 0);
  const other = take(kind === 'INPATIENT' && random.chance(0.01) ? Math.round(left * 0.1) : 0);
  const hospital = take(kind === 'INPATIENT' && random.chance(0.01) ? Math.round(left * 0.05) : 0);
  const fund = pool + civil + serious + aid + other;
  const personal = total - fund - hospital;
  const account = employee && random.chance(0.85) ? Math.round(personal * terms.account) : 0;
  return {
    medfee_sumamt: total,
    fulamt_ownpay_amt: classes['03'],
    overlmt_selfpay: overLimit,
    preselfpay_amt: preSelfPay,
    inscp_scp_amt: scope,
    act_pay_dedc: deductible,
    hifp_pay: pool,
    cvlserv_pay: civil,
    hifes_pay: 0,
    hifmi_pay: employee ? 0 : serious,
    hifob_pay: employee ? serious : 0,
    maf_pay: aid,
    oth_pay: other,
    fund_pay_sumamt: fund,
    acct_pay: account,
    psn_cash_pay: personal - account,
    psn_part_amt: personal,
    hosp_part_amt: hospital,
  };
}

/** The refund of a bill. */
export const reversed = (bill: Bill): Bill =>
  Object.fromEntries(
    Object.entries(bill).map(([name, amount]) => [name, amount === 0 ? 0 : -amount]),
  ) as unknown as Bill;

/** Formats cents as the national platform writes money: 1280.50 */
export function yuan(cents: number): string {
  const whole = Math.trunc(Math.abs(cents) / 100);
  const rest = Math.abs(cents) % 100;
  return `${cents < 0 ? '-' : ''}${whole}.${rest < 10 ? '0' : ''}${rest}`;
}
