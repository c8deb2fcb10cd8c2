import { type Day, dayOf, dayText, type Period } from './calendar.js';
import type { WriteRow } from './city-files.js';
import { someEmployer, someOffice } from './names.js';
import type { Person } from './population.js';
import type { Random } from './random.js';

/** The days on which a person is alive and insured. */
export interface Cover {
  readonly insutype: '310' | '390';
  readonly from: Day;
  /** The last day; null if the person is still insured. */
  readonly until: Day | null;
}

const SYSTEM_START = dayOf('2001-01-01');
const ADULT_RESIDENT = '1501';
const OLD_RESIDENT = '16';

export function coverOf(person: Person, { from, today }: Period, random: Random): Cover {
  const insutype = person.insurance === 'RESIDENT' ? '390' : '310';
  const born = person.birthDay + random.between(0, 30);
  // Residents are insured for calendar years, employees from the day on which they took up work.
  const grownUp = insutype === '310' ? person.birthDay + 19 * 366 : born;
  const earliest = Math.max(grownUp, SYSTEM_START);
  const since = earliest < from ? random.between(earliest, from) : Math.min(earliest, today);
  const ended = person.standing !== '1';
  const dead = person.survival === '2';
  const until = ended || dead ? Math.max(since, today - random.between(5, ended ? 200 : 300)) : null;
  return { insutype, from: since, until };
}

function personType({ insurance, flexible, civilServant, age }: Person): string {
  if (insurance === 'RESIDENT') {
    if (age >= 60) return OLD_RESIDENT;
    if (age >= 22) return ADULT_RESIDENT;
    if (age >= 18) return '1404';
    if (age >= 6) return '1403';
    return age === 0 ? '1401' : '1402';
  }
  const kind = civilServant ? '02' : flexible ? '03' : '01';
  return (insurance === 'RETIRED' ? '12' : '11') + kind;
}

function employerOf(person: Person, random: Random): string | null {
  if (person.insurance === 'RESIDENT' || person.flexible) return null;
  return person.civilServant ? someOffice(person.area, random) : someEmployer(random);
}

export function writeEnrolments(person: Person, cover: Cover, random: Random, write: WriteRow): void {
  const ended = person.standing !== '1';
  const common = {
    psn_no: person.psnNo,
    psn_type: personType(person),
    psn_insu_stas: person.standing,
    crt_insu_date: dayText(cover.from),
    paus_insu_date: ended && cover.until !== null ? dayText(cover.until) : null,
    insuplc_admdvs: person.area.code,
    emp_name: employerOf(person, random),
    cvlserv_flag: person.civilServant ? 1 : 0,
  };
  const types = [cover.insutype as string];
  if (cover.insutype === '310') types.push('410');
  if (person.civilServant) types.push('320');
  if (person.insurance === 'EMPLOYEE' && !person.flexible) types.push('510');
  for (const insutype of types) write('enrolment', { ...common, insutype });
  if (cover.insutype === '310' && random.chance(0.06) && cover.from - 1000 > person.birthDay)
    write('enrolment', {
      ...common,
      insutype: '390',
      psn_type: ADULT_RESIDENT,
      psn_insu_stas: '4',
      crt_insu_date: dayText(cover.from - 900),
      paus_insu_date: dayText(cover.from - 1),
      emp_name: null,
      cvlserv_flag: 0,
    });
}
