import { randomBytes } from 'node:crypto';
import { cityDay } from '../kernel/city-time.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput, Refusal } from '../kernel/refusal.js';
import { agreedPurpose } from '../recipients/agreement.js';
import type { Facts } from './decide.js';

/** What a machine says that asks without anybody: it is no staff number. */
export const SYSTEM = 'SYSTEM';

const FORM = /^[^\p{C}\s]+$/u;
const OPENING_BYTES = 32;
const SHOWN_CHARACTERS = 3;

/** @throws Refusal BAD_USER_INPUT for what is no staff number */
export function checkOperator(operator: string | null | undefined): void {
  if (operator == null) return;
  if (!FORM.test(operator) || [...operator].length > LIMITS.operatorLength)
    throw badInput('operator', {
      en: `operator is a staff number of 1 to ${LIMITS.operatorLength} characters without spaces, or ${SYSTEM}.`,
      zh: `工号应为 1 至 ${LIMITS.operatorLength} 个字符、不含空格；无人操作的写 ${SYSTEM}。`,
    });
}

/** The refusal of a use without an operator, where the agreement demands one; null if there is nothing to refuse. */
export function operatorRefusal(
  operator: string | null | undefined,
  { agreement, purpose, now }: Pick<Facts, 'agreement' | 'purpose' | 'now'>,
): Refusal | null {
  const demanded = agreedPurpose(agreement, purpose.code, cityDay(now))?.operatorRequired === true;
  return demanded && operator == null
    ? new Refusal('OPERATOR_REQUIRED', {
        en: `Say who asks: the staff number in operator, or ${SYSTEM}. No use was taken.`,
        zh: `请写明是谁在使用：填工号，或 ${SYSTEM}。本次未计次。`,
      })
    : null;
}

/** The opening of the commitment to an operator. With it alone nothing is told; without it no number can be tested. */
export const newOpening = (): Buffer => randomBytes(OPENING_BYTES);

/** A staff number as the person sees it: its last characters, and never more than half of it. */
export function maskedOperator(operator: string): string {
  if (operator === SYSTEM) return operator;
  const characters = [...operator];
  const shown = Math.min(SHOWN_CHARACTERS, Math.floor(characters.length / 2));
  return `…${characters.slice(characters.length - shown).join('')}`;
}
