import { addMonths, type Day, dayText, type Period } from './calendar.js';
import type { WriteRow } from './city-files.js';
import type { Cover } from './cover.js';
import { areas } from './names.js';
import type { Person } from './population.js';
import { type Random, Weighted } from './random.js';

const CHRONIC = new Weighted([
  ['M03900', 45],
  ['M01600', 25],
  ['M04600', 12],
  ['M00503', 6],
  ['M06900', 4],
  ['M02300', 3],
  ['M07803', 2],
  ['M08300', 1],
]);
/** The filing of people with a protected disease. */
const PROTECTED = new Weighted([
  ['M00201', 5],
  ['M02103', 4],
]);
const OUTSIDE_CITY = ['370100', '370200', '110000', '310000', '210200'];

/** 12 % of employees and 8 % of residents have a filing; old people have one many times more often than young people. */
function chronicShare({ insurance, age }: Person): number {
  if (insurance === 'EMPLOYEE') return 0.05;
  if (insurance === 'RETIRED') return 0.269;
  if (age < 18) return 0.005;
  return age < 60 ? 0.04 : 0.235;
}

interface Filing {
  readonly filing_type: string;
  readonly opsp_dise_code?: string;
  readonly rloc_admdvs?: string;
  readonly months: number | null;
}

function someFilings(person: Person, random: Random): Filing[] {
  const filings: Filing[] = [];
  const area = person.area.code;
  if (random.chance(chronicShare(person))) {
    const codes = person.specialDisease && random.chance(0.3) ? PROTECTED : CHRONIC;
    filings.push({
      filing_type: 'OPSP',
      opsp_dise_code: codes.pick(random),
      rloc_admdvs: area,
      months: null,
    });
  } else if (person.insurance === 'RESIDENT' && person.age >= 45 && random.chance(0.12))
    filings.push({
      filing_type: 'TWO_DISEASES',
      opsp_dise_code: random.pick(['M03900', 'M01600']),
      rloc_admdvs: area,
      months: null,
    });
  if (random.chance(0.015))
    filings.push({ filing_type: 'OUT_LONG_TERM', rloc_admdvs: random.pick(OUTSIDE_CITY), months: null });
  if (random.chance(0.03))
    filings.push({ filing_type: 'OUT_TEMPORARY', rloc_admdvs: random.pick(OUTSIDE_CITY), months: 6 });
  if (random.chance(0.006))
    filings.push({ filing_type: 'REFERRAL', rloc_admdvs: random.pick(['370100', '370200']), months: 3 });
  if (random.chance(0.004)) filings.push({ filing_type: 'SPDRUG', rloc_admdvs: area, months: 12 });
  if (random.chance(0.01))
    filings.push({ filing_type: 'FIXED_PROVIDER', rloc_admdvs: random.pick(areas).code, months: 12 });
  return filings;
}

/** @returns whether the person has a filing for a chronic disease, and whether for a protected one */
export function writeFilings(
  person: Person,
  cover: Cover,
  { from, today }: Period,
  random: Random,
  write: WriteRow,
) {
  const filings = someFilings(person, random);
  for (const [at, { months, ...filing }] of filings.entries()) {
    // A filing without an end may be years old; the others began within the generated period.
    const earliest = months === null ? cover.from : Math.max(cover.from, from);
    const begin: Day = random.between(Math.min(earliest, today), cover.until ?? today);
    write('filing', {
      psn_no: person.psnNo,
      trt_dcla_detl_sn: `3706B${person.psnNo.slice(4)}${at}`,
      ...filing,
      begndate: dayText(begin),
      enddate: months === null ? null : dayText(addMonths(begin, months)),
      insutype: cover.insutype,
      refd_setl_flag: 0,
    });
  }
  const code = filings[0]?.opsp_dise_code;
  return { chronic: code !== undefined, special: code === 'M00201' || code === 'M02103' };
}
