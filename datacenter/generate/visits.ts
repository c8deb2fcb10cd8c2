import { type Bill, type Line, reversed, settle, someLines, type VisitKind, yuan } from './bill.js';
import { type Day, type Period, timeText } from './calendar.js';
import type { WriteRow } from './city-files.js';
import type { Conditions, Diagnosis } from './conditions.js';
import type { Cover } from './cover.js';
import type { Institution, Institutions } from './institutions.js';
import type { Person } from './population.js';
import type { Random } from './random.js';
import { careType, drawInstitution, drawTotal, someVisits, type Visit } from './visit-plan.js';

/** A settled visit, as the aggregates need it. */
export interface Settled {
  readonly person: Person;
  readonly kind: VisitKind;
  readonly institution: Institution;
  readonly insutype: Cover['insutype'];
  readonly day: Day;
  readonly bill: Bill;
  readonly refund: boolean;
  readonly special: boolean;
}

const REFUNDED = 0.003;
const HOUR = 3600;

/** Numbers and writes the visits of all people with their settlements and expense lines. */
export class Visits {
  private visits = 0;
  private settlements = 0;

  constructor(
    private readonly institutions: Institutions,
    private readonly period: Period,
    private readonly write: WriteRow,
    private readonly settled: (settled: Settled) => void,
  ) {}

  writeOf(person: Person, cover: Cover, chronic: boolean, conditions: Conditions, random: Random): void {
    const first = Math.max(cover.from, this.period.from);
    const last = cover.until ?? this.period.today;
    for (const visit of someVisits(person, first, last, random))
      this.writeVisit(visit, person, cover, chronic, conditions, last, random);
  }

  private writeVisit(
    visit: Visit,
    person: Person,
    cover: Cover,
    chronic: boolean,
    conditions: Conditions,
    last: Day,
    random: Random,
  ): void {
    const { kind } = visit;
    const institution = drawInstitution(kind, person, this.institutions, random);
    const stay = kind === 'INPATIENT' ? Math.min(1 + random.poisson(7), last - visit.day) : 0;
    const begin = random.between(8 * HOUR, 17 * HOUR);
    const end = begin + random.between(60, HOUR);
    const diagnosis: Diagnosis | null = kind === 'PHARMACY' ? null : conditions.diagnose(random);
    const mdtrt_id = `3706M${String(++this.visits).padStart(12, '0')}`;
    const insured = { psn_no: person.psnNo, insutype: cover.insutype, refd_setl_flag: 0 };
    this.write('encounter', {
      ...insured,
      mdtrt_id,
      med_type: careType(visit, chronic, institution.index < 0, random),
      fixmedins_code: institution.code,
      fixmedins_name: institution.name,
      hosp_lv: institution.grade,
      begntime: timeText(visit.day, begin),
      endtime: timeText(visit.day + stay, end),
      diag_code: diagnosis?.code,
      diag_name: diagnosis?.name,
    });
    const lines = someLines(kind, drawTotal(kind, person, institution, random), random);
    const bill = settle(kind, lines, institution.rank, person, random);
    const day = visit.day + stay;
    const fact = {
      person,
      kind,
      institution,
      insutype: cover.insutype,
      special: diagnosis?.special ?? false,
    };
    const charged = lines.map(() => timeText(visit.day + random.between(0, stay), begin));

    this.writeSettlement({ ...insured, mdtrt_id }, bill, timeText(day, end), lines, charged);
    this.settled({ ...fact, day, bill, refund: false });
    if (random.chance(REFUNDED)) {
      const later = Math.min(day + random.between(0, 20), last);
      const back = { ...insured, mdtrt_id, refd_setl_flag: 1 };
      const taken = lines.map(({ good, amount }) => ({ good, amount: -amount }));
      this.writeSettlement(back, reversed(bill), timeText(later, end), taken, charged);
      this.settled({ ...fact, day: later, bill: reversed(bill), refund: true });
    }
  }

  private writeSettlement(
    visit: { psn_no: string; insutype: string; refd_setl_flag: number; mdtrt_id: string },
    bill: Bill,
    setl_time: string,
    lines: readonly Line[],
    charged: readonly string[],
  ): void {
    const number = String(++this.settlements).padStart(12, '0');
    const setl_id = `3706S${number}`;
    const amounts: Record<string, string> = {};
    for (const name in bill) amounts[name] = yuan(bill[name as keyof Bill]);
    this.write('settlement', { ...visit, setl_id, setl_time, ...amounts });
    for (let at = 0; at < lines.length; at++) {
      const { good, amount } = lines[at]!;
      this.write('expense_line', {
        psn_no: visit.psn_no,
        setl_id,
        feedetl_sn: `3706F${number}${String(at + 1).padStart(4, '0')}`,
        fee_ocur_time: charged[at]!,
        hilist_code: good.code,
        hilist_name: good.name,
        chrgitm_lv: good.paymentClass,
        det_item_fee_sumamt: yuan(amount),
        insutype: visit.insutype,
        refd_setl_flag: visit.refd_setl_flag,
      });
    }
  }
}
