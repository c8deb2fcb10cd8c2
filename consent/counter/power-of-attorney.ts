import { cityDay } from '../kernel/city-time.js';
import { checkDigest } from '../kernel/digest-input.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { findPurpose } from '../purposes/registry.js';

/** A power of attorney (授权委托书, 民法典 165): its matter, the recipients and purposes it covers, its term and its digest. */
export interface PowerOfAttorney {
  readonly matter: string;
  readonly recipients: readonly string[];
  readonly purposes: readonly string[];
  readonly validFrom: string;
  readonly validUntil: string;
  readonly document: string;
}

const NAMED_MAX = 50;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** @throws Refusal BAD_USER_INPUT if matter, scope or term is missing */
export function checkPowerOfAttorney(power: PowerOfAttorney, now: Date): PowerOfAttorney {
  const { recipients, purposes, validFrom, validUntil } = power;
  const matter = checkText('agent.matter', power.matter, LIMITS.reasonLength, true)!;
  for (const [field, named] of Object.entries({ recipients, purposes }))
    if (named.length === 0 || named.length > NAMED_MAX)
      throw badInput(`agent.${field}`, {
        en: 'A power of attorney names for whom and for what it is. Give its matter, recipients and purposes.',
        zh: '授权委托书须写明为谁、为何事。请给出事项、第三方机构和用途。',
      });
  if (!purposes.every(findPurpose))
    throw badInput('agent.purposes', {
      en: 'There is no such purpose. The query `purposes` lists them.',
      zh: '没有这种用途。查询 `purposes` 可列出所有用途。',
    });
  if (!DAY.test(validFrom) || !DAY.test(validUntil) || validUntil < validFrom)
    throw badInput('agent.validUntil', {
      en: 'A power of attorney has a first and a last day, YYYY-MM-DD.',
      zh: '授权委托书须有起止日期，写作 YYYY-MM-DD。',
    });
  const document = checkDigest('agent.document', power.document);
  const checked = { matter, recipients, purposes, validFrom, validUntil, document };
  assertInForce(checked, now);
  return checked;
}

function assertInForce({ validFrom, validUntil }: PowerOfAttorney, now: Date): void {
  const today = cityDay(now);
  if (today < validFrom || today > validUntil)
    refuse('FORBIDDEN', {
      en: 'The power of attorney is not in force today. Bring one that is.',
      zh: '授权委托书今日不在有效期内。请出示有效的委托书。',
    });
}

/** A request or a grant, as far as a power of attorney must cover it. */
interface Coverable {
  readonly recipientCode: string;
  readonly purposeCode: string;
}

/** Whether the power covers this recipient and purpose. Without an agent (null) the person acts and nothing is limited. */
export const isCoveredByPower = (
  power: PowerOfAttorney | null,
  { recipientCode, purposeCode }: Coverable,
): boolean =>
  power === null || (power.recipients.includes(recipientCode) && power.purposes.includes(purposeCode));

/** an agent may act only for the recipients and purposes that the power names, and only within its term. */
export function assertCoveredByPower(power: PowerOfAttorney | null, target: Coverable, now: Date): void {
  if (power) assertInForce(power, now);
  if (!isCoveredByPower(power, target))
    refuse('FORBIDDEN', {
      en: 'The power of attorney does not name this recipient and purpose. Bring one that does.',
      zh: '授权委托书没有写明该机构和用途。请出示写明的委托书。',
    });
}

/**
 * a guardian comes in person; they can't delegate their authority over a child to an agent.
 * @throws Refusal if an agent acts on something of a ward
 */
export function assertGuardianCame(
  { power, personId }: { readonly power: PowerOfAttorney | null; readonly personId: string },
  { personId: subject }: { readonly personId?: string | null },
): void {
  if (power && subject && subject !== personId)
    refuse('FORBIDDEN', { en: 'The guardian must come in person.', zh: '监护人须本人到场。' });
}
