import { birthDateOf, genderOf, isCertNo } from '../../schema/cert-no.js';
import { type AccountingIdentity, SETTLEMENT_IDENTITIES } from '../csv/accounting-identities.js';
import { isDay } from './value-checks.js';

/** What is wrong with a row. */
export interface RowError {
  readonly field: string;
  readonly reason: string;
}

/** A rule about several values of one row, each of which is valid by itself. A missing value is ''. */
export interface Rule {
  readonly columns: readonly string[];
  check(values: readonly string[]): RowError | null;
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
  const error: RowError = { field: total, reason: `${name}: is not the sum of ${parts.join(', ')}` };
  return {
    columns: [total, ...parts],
    check: ([sum, ...rest]) => (balances(sum!, rest) ? null : error),
  };
};

/** Only a citizen's identity number contains a check character, the birth date and the sex. */
const CITIZEN_ID = '01';

const certNoRule: Rule = {
  columns: ['psn_cert_type', 'certno', 'brdy', 'gend'],
  check([type, certNo, birthDate, gender]) {
    if (type !== CITIZEN_ID && type !== '') return null;
    if (!isCertNo(certNo!)) return { field: 'certno', reason: 'has a wrong check character' };
    const born = birthDateOf(certNo!);
    if (!isDay(born)) return { field: 'certno', reason: 'holds no real birth date' };
    if (born !== birthDate!.slice(0, 10)) return { field: 'brdy', reason: 'is not the birth date in certno' };
    const told = gender === '1' || gender === '2';
    return told && gender !== genderOf(certNo!)
      ? { field: 'gend', reason: 'is not the sex in certno' }
      : null;
  },
};

const RULES: Record<string, readonly Rule[]> = {
  basic_identity: [certNoRule],
  settlement: SETTLEMENT_IDENTITIES.map(identityRule),
};

export const rulesOf = (table: string): readonly Rule[] => RULES[table] ?? [];
