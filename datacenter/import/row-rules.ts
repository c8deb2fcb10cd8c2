import {
  type NumberFault,
  numberFault,
  residentNumberOf,
  typeByForm,
} from '../../schema/identity/identity-document.js';
import { birthDateOf, genderOf } from '../../schema/identity/resident-number.js';
import { type AccountingIdentity, SETTLEMENT_IDENTITIES } from '../csv/accounting-identities.js';
import {
  type Fault,
  faultOf,
  MISSING,
  NO_BIRTH_DATE,
  type Reason,
  reasonOf,
  SPREADSHEET,
  WRONG_CHECK_CHARACTER,
  WRONG_FORM,
} from './faults.js';

/** A rule about several values of one row, each of which is valid by itself. A missing value is ''. */
export interface Rule {
  readonly columns: readonly string[];
  /** @param today the day of the platform's clock, YYYY-MM-DD */
  check(values: readonly string[], today: string): Fault | null;
}

/** The cents of a longer amount may exceed the integers that a double represents exactly. */
const EXACT_LENGTH = 15;

const cents = (amount: string): number => Math.round(Number(amount) * 100);

function exactCents(amount: string): bigint {
  const [whole, fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(2, '0'));
}

export function balances(total: string, parts: readonly string[]): boolean {
  if (total.length > EXACT_LENGTH || parts.some((part) => part.length > EXACT_LENGTH))
    return parts.reduce((rest, part) => rest - exactCents(part), exactCents(total)) === 0n;
  let rest = cents(total);
  for (const part of parts) rest -= cents(part);
  return rest === 0;
}

const identityRule = ({ name, total, parts }: AccountingIdentity): Rule => {
  const fault = faultOf(
    total,
    reasonOf(
      `${name}: is not the sum of ${parts.join(', ')}`,
      `${name}：不等于 ${parts.join('、')} 之和`,
      'Correct the amounts of the settlement in the source.',
      '请在源系统更正该笔结算的金额。',
    ),
  );
  return {
    columns: [total, ...parts],
    check: ([sum, ...rest]) => (balances(sum!, rest) ? null : fault),
  };
};

const NEGATIVE = reasonOf(
  'is negative although refd_setl_flag is 0',
  '非退费记录（refd_setl_flag 为0）的金额为负',
  'Set refd_setl_flag to 1 if it is a refund; otherwise correct the amount.',
  '退费请将 refd_setl_flag 填1，否则请更正金额。',
);

/** a negative amount is a refund, and says so. */
const refundRule = (column: string): Rule => ({
  columns: ['refd_setl_flag', column],
  check: ([refund, amount]) =>
    refund === '0' && amount!.startsWith('-') && Number(amount) < 0
      ? faultOf(column, NEGATIVE, amount)
      : null,
});

const NUMBER_FAULTS: Readonly<Record<NumberFault, Reason>> = {
  CHECK_CHARACTER: WRONG_CHECK_CHARACTER,
  BIRTH_DATE: NO_BIRTH_DATE,
  FORM: WRONG_FORM,
};

/** A resident's number of which a spreadsheet rounded the last digits, or wrote it with an exponent. */
const ROUNDED = /^[1-9]\d{14}000$|^\d(?:\.\d+)?E\+?\d+$|\.0+$/i;

function documentFault(field: string, type: string, number: string, today: string): Fault | null {
  const fault = numberFault(type, number, today);
  if (fault === null) return null;
  return faultOf(field, ROUNDED.test(number) ? SPREADSHEET : NUMBER_FAULTS[fault], number);
}

const numberRule: Rule = {
  columns: ['psn_cert_type', 'certno'],
  check: ([type, number], today) => (number === '' ? null : documentFault('certno', type!, number!, today)),
};

/** From this age everybody has a number: a child before it may be registered without one. */
const NUMBER_AGE = 14;

const missingNumberRule: Rule = {
  columns: ['certno', 'brdy'],
  check: ([number, born], today) =>
    number === '' && Number(today.slice(0, 4)) - Number(born!.slice(0, 4)) > NUMBER_AGE
      ? faultOf('certno', MISSING)
      : null,
};

const BORN_LATER = reasonOf('is in the future', '晚于今天');
const birthRule: Rule = {
  columns: ['brdy'],
  check: ([born], today) => (born!.slice(0, 10) > today ? faultOf('brdy', BORN_LATER, born) : null),
};

const OTHER_BIRTH_DATE = reasonOf('is not the birth date in certno', '与证件号码中的出生日期不一致');
const OTHER_SEX = reasonOf('is not the sex in certno', '与证件号码中的性别不一致');

const birthInNumberRule: Rule = {
  columns: ['psn_cert_type', 'certno', 'brdy'],
  check([type, number, born], today) {
    const resident = residentNumberOf(type!, number!);
    if (resident === null || numberFault(type!, number!, today) !== null) return null;
    return birthDateOf(resident) === born!.slice(0, 10) ? null : faultOf('brdy', OTHER_BIRTH_DATE, born);
  },
};

const sexInNumberRule: Rule = {
  columns: ['psn_cert_type', 'certno', 'gend'],
  check([type, number, gender], today) {
    if (gender !== '1' && gender !== '2') return null;
    const resident = residentNumberOf(type!, number!);
    if (resident === null || numberFault(type!, number!, today) !== null) return null;
    return gender === genderOf(resident) ? null : faultOf('gend', OTHER_SEX, gender);
  },
};

const representativeRule: Rule = {
  columns: ['legrep_cert_type', 'legrep_certno'],
  check: ([type, number], today) =>
    number === '' ? null : documentFault('legrep_certno', type || typeByForm(number!), number!, today),
};

const END_BEFORE = reasonOf('is before begndate', '早于开始日期');
const periodRule: Rule = {
  columns: ['begndate', 'enddate'],
  check: ([from, to]) =>
    to !== '' && to!.slice(0, 10) < from!.slice(0, 10) ? faultOf('enddate', END_BEFORE, to) : null,
};

const OWN_GUARDIAN = reasonOf('is the ward', '监护人与被监护人是同一人');
const otherGuardianRule: Rule = {
  columns: ['psn_no', 'guardian_psn_no'],
  check: ([ward, guardian]) =>
    ward === guardian ? faultOf('guardian_psn_no', OWN_GUARDIAN, guardian) : null,
};

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  basic_identity: [numberRule, missingNumberRule, birthRule, birthInNumberRule, sexInNumberRule],
  provider_persons: [representativeRule],
  guardianship: [periodRule, otherGuardianRule],
  contribution: [refundRule('psn_clct_amt')],
  settlement: [...SETTLEMENT_IDENTITIES.map(identityRule), refundRule('medfee_sumamt')],
  expense_line: [refundRule('det_item_fee_sumamt')],
};

export const rulesOf = (table: string): readonly Rule[] => (Object.hasOwn(RULES, table) ? RULES[table]! : []);
