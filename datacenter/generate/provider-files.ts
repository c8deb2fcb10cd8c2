import { yuan } from './bill.js';
import { dayOf, dayText, type Period, yearOf } from './calendar.js';
import type { WriteRow } from './city-files.js';
import type { Institution } from './institutions.js';
import { someAddress, someGivenName, someSurname } from './names.js';
import { Random, Weighted } from './random.js';
import { uscc } from './uscc.js';

const BANKS = '合成农商银行 合成城市银行 合成储蓄银行'.split(' ');
const CREDIT = new Weighted([
  ['A', 66],
  ['B', 25],
  ['C', 7],
  ['D', 2],
]);
/** The best score of a grade, which spans ten points. */
const TOP_SCORE: Record<string, number> = { A: 100, B: 89, C: 79, D: 69 };

/** Writes what the bureau has on file about an institution, except its months. */
export function writeProvider(institution: Institution, period: Period, seed: string, write: WriteRow): void {
  const random = new Random(seed, 'provider', institution.index);
  const pharmacy = institution.rank === 'PHARMACY';
  writeProfile(institution, pharmacy, random, write);
  writeLicence(institution, pharmacy, period, random, write);
  writePersons(institution, random, write);
  for (let year = yearOf(period.from); year <= yearOf(period.today); year++) {
    writeAgreement(institution, pharmacy, year, period, random, write);
    writeCredit(institution, year, random, write);
  }
  write('provider_bank', {
    fixmedins_code: institution.code,
    bank_name: `烟台${random.pick(BANKS)}${institution.area.name}支行`,
    acctname: institution.name,
    bankacct: `639999${random.digits(13)}`,
  });
}

function writeProfile(institution: Institution, pharmacy: boolean, random: Random, write: WriteRow): void {
  const { code, name, area, grade, rank, index } = institution;
  write('provider_profile', {
    fixmedins_code: code,
    fixmedins_name: name,
    fixmedins_type: pharmacy ? '2' : '1',
    uscc: uscc(index + 1),
    fix_blng_admdvs: area.code,
    addr: someAddress(area, random),
    biznat: pharmacy ? '1' : rank === 'PRIMARY' ? random.pick(['1', '2', '3']) : '3',
    hosp_lv: grade,
    phac_chan_type: pharmacy ? random.pick(['1', '1', '2', '3']) : null,
    biz_stas: random.chance(0.98) ? '1' : '2',
  });
}

function writeLicence(
  { code, area }: Institution,
  pharmacy: boolean,
  { today }: Period,
  random: Random,
  write: WriteRow,
): void {
  const number = code.slice(1);
  write('provider_licence', {
    fixmedins_code: code,
    drug_biz_lic_no: pharmacy ? `鲁DA535${number}` : null,
    equ_biz_lic_no: pharmacy && random.chance(0.7) ? `鲁烟食药监械经营许${number}号` : null,
    medins_prac_lic_regno: pharmacy ? null : `PDY${number}${area.code}`,
    biz_lic_expy_endtime: dayText(today + random.between(90, 3650)),
    regcap: yuan(random.between(pharmacy ? 10 : 100, pharmacy ? 300 : 20_000) * 100),
    phar_psncnt: pharmacy ? random.between(1, 4) : random.between(2, 60),
  });
}

function writePersons({ code, representative }: Institution, random: Random, write: WriteRow): void {
  write('provider_persons', {
    fixmedins_code: code,
    legrep_name: representative?.name,
    legrep_certno: representative?.certNo,
    legrep_mobile: representative?.mobile,
    hi_resper_name: someSurname(random) + someGivenName(random.chance(0.5), random),
  });
}

function writeAgreement(
  { code }: Institution,
  pharmacy: boolean,
  year: number,
  { today }: Period,
  random: Random,
  write: WriteRow,
): void {
  const end = dayOf(`${year}-12-31`);
  write('provider_agreement', {
    fixmedins_code: code,
    fix_cntr_id: `3706X${code.slice(1)}${year}`,
    cntr_stas: end < today ? '4' : random.chance(0.97) ? '1' : '2',
    cntr_sign_year: year,
    begntime: `${year}-01-01`,
    endtime: dayText(end),
    fix_onln_open_flag: '1',
    aggrement_lv: random.pick(['4', '4', '4', '5', '6']),
    spdrug_flag: pharmacy && random.chance(0.06) ? 1 : 0,
    otp_pool_flag: random.chance(pharmacy ? 0.6 : 0.9) ? 1 : 0,
  });
}

function writeCredit({ code }: Institution, year: number, random: Random, write: WriteRow): void {
  const grade = CREDIT.pick(random);
  const violations = grade === 'A' ? 0 : random.poisson(grade === 'B' ? 0.5 : 2.5);
  write('provider_credit', {
    fixmedins_code: code,
    year,
    cred_lv: grade,
    total_score: yuan((TOP_SCORE[grade]! - random.between(0, 9)) * 100),
    viol_cnt: violations,
    det_amt: yuan(violations * random.between(200_00, 9_000_00)),
    punish_cnt: violations > 2 ? 1 : 0,
    psn_score: violations === 0 ? 0 : random.between(1, 12),
  });
}
