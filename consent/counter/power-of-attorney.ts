import { cityDay } from '../kernel/city-time.js';
import { checkDigest } from '../kernel/digest-input.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { findPurpose } from '../purposes/registry.js';

/** 授权委托书 (民法典 165): in which matter, for whom and for what, from which day to which, and the paper's digest. */
export interface PowerOfAttorney {
  readonly matter: string;
  readonly recipients: readonly string[];
  readonly purposes: readonly string[];
  readonly validFrom: string;
  readonly validUntil: string;
  readonly document: string;
}

const MOST_NAMED = 50;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** @throws Refusal BAD_USER_INPUT for a power that leaves its matter, scope or term open */
export function checkPower(power: PowerOfAttorney, now: Date): PowerOfAttorney {
  const { recipients, purposes, validFrom, validUntil } = power;
  const matter = checkText('agent.matter', power.matter, LIMITS.reasonLength, true)!;
  for (const [field, named] of Object.entries({ recipients, purposes }))
    if (named.length === 0 || named.length > MOST_NAMED)
      throw badInput(`agent.${field}`, 'A power of attorney names for whom and for what it is.');
  if (!purposes.every(findPurpose)) throw badInput('agent.purposes', 'There is no such purpose.');
  if (!DAY.test(validFrom) || !DAY.test(validUntil) || validUntil < validFrom)
    throw badInput('agent.validUntil', 'A power of attorney has a first and a last day.');
  const document = checkDigest('agent.document', power.document);
  const checked = { matter, recipients, purposes, validFrom, validUntil, document };
  assertInForce(checked, now);
  return checked;
}

function assertInForce({ validFrom, validUntil }: PowerOfAttorney, now: Date): void {
  const today = cityDay(now);
  if (today < validFrom || today > validUntil)
    refuse('FORBIDDEN', 'The power of attorney is not in force today.');
}

interface Named {
  readonly recipientCode: string;
  readonly purposeCode: string;
}

/** Whether it is for this recipient and purpose; without an agent, everything is the person's own. */
export const namedInPower = (power: PowerOfAttorney | null, { recipientCode, purposeCode }: Named): boolean =>
  power === null || (power.recipients.includes(recipientCode) && power.purposes.includes(purposeCode));

/** an agent acts for the recipients and purposes that the power names, within its term, and for no others. */
export function assertWithinPower(power: PowerOfAttorney | null, named: Named, now: Date): void {
  if (power) assertInForce(power, now);
  if (!namedInPower(power, named))
    refuse('FORBIDDEN', 'The power of attorney does not name this recipient and purpose.');
}
