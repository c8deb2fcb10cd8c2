import { yuan } from './bill.js';
import { addMonths, type Day, dayText, type Period } from './calendar.js';
import type { WriteRow } from './city-files.js';
import type { Cover } from './cover.js';
import type { Person } from './population.js';
import { type Random, Weighted } from './random.js';

/** 0.625 % of the insured receive it, nearly all of them old; about 9,660 yuan each per year. */
const careShare = ({ age }: Person): number => (age >= 60 ? 0.02 : age >= 18 ? 0.0011 : 0);
const CARE_PER_QUARTER = 2_415;
const DISABILITY = new Weighted([
  ['3', 50],
  ['4', 32],
  ['5', 18],
]);
/** The share per year among women between 20 and 42. */
const MATERNITY_PER_YEAR = 0.045;
const MATERNITY = new Weighted([
  ['1', 50],
  ['3', 34],
  ['2', 3],
  ['5', 8],
  ['7', 5],
]);

export function writeCare(
  person: Person,
  cover: Cover,
  period: Period,
  random: Random,
  write: WriteRow,
): void {
  if (!random.chance(careShare(person))) return;
  const grade = DISABILITY.pick(random);
  const last = cover.until ?? period.today;
  for (let day = Math.max(cover.from, period.from); day <= last; day = addMonths(day, 3))
    write('special_benefit', {
      psn_no: person.psnNo,
      special_trt_type: 'LTC',
      disability_grade: grade,
      begndate: dayText(day),
      dfr_sumamt: yuan(Math.round(random.logNormal(CARE_PER_QUARTER, 0.2) * 100)),
      insutype: '410',
      refd_setl_flag: 0,
    });
}

export function writeMaternity(
  person: Person,
  cover: Cover,
  period: Period,
  random: Random,
  write: WriteRow,
): void {
  if (person.male || person.age < 20 || person.age > 42) return;
  const first = Math.max(cover.from, period.from);
  const last = cover.until ?? period.today;
  const years = Math.max(0, (last - first) / 365.25);
  if (!random.chance(1 - (1 - MATERNITY_PER_YEAR) ** years)) return;
  const kind = MATERNITY.pick(random);
  const mean =
    kind === '1' || kind === '2' || kind === '3' ? (person.insurance === 'RESIDENT' ? 3_000 : 18_000) : 900;
  write('special_benefit', {
    psn_no: person.psnNo,
    special_trt_type: 'MATERNITY',
    matn_type: kind,
    begndate: dayText(random.between(first, last)),
    dfr_sumamt: yuan(Math.round(random.logNormal(mean, 0.3) * 100)),
    insutype: person.insurance === 'EMPLOYEE' ? '510' : cover.insutype,
    refd_setl_flag: 0,
  });
}

/** What medical aid paid per day; two bills of one day make one record. */
export class MedicalAid {
  private readonly days = new Map<Day, number>();

  add(day: Day, amount: number): void {
    if (amount !== 0) this.days.set(day, (this.days.get(day) ?? 0) + amount);
  }

  writeOf(person: Person, cover: Cover, write: WriteRow): void {
    for (const [day, amount] of this.days)
      write('special_benefit', {
        psn_no: person.psnNo,
        special_trt_type: 'MEDICAL_AID',
        begndate: dayText(day),
        dfr_sumamt: yuan(amount),
        insutype: cover.insutype,
        refd_setl_flag: amount < 0 ? 1 : 0,
      });
  }
}
