import type { Transaction } from '../../database/transaction.js';
import { isDay } from '../../kernel/checked-input.js';
import { cityDay, daysAfter } from '../../kernel/city-time.js';
import type { GrantMode } from '../../kernel/grant-mode.js';
import { badInput } from '../../kernel/refusal.js';
import type { AgreementChange } from '../agreement-diff.js';
import { latestEnd } from '../agreement-versions.js';
import type { Founding } from '../founding.js';

/** The officers' acts that make what one recipient may ask for. */
export const ONBOARDING_ACTS = [
  'APPROVE_APPLICATION',
  'ACTIVATE_RECIPIENT',
  'CHANGE_AGREEMENT',
  'END_AGREEMENT',
  'REGISTER_PRODUCT',
] as const;
export type OnboardingActKind = (typeof ONBOARDING_ACTS)[number];

export const isOnboardingAct = (kind: string): kind is OnboardingActKind =>
  (ONBOARDING_ACTS as readonly string[]).includes(kind);

/** What an agreement is to be, as an officer proposes it. Whatever is absent stays, or is the default. */
export interface ProposedTerms {
  readonly validFrom?: string | null;
  readonly validUntil?: string | null;
  readonly purposes?:
    | readonly {
        readonly purpose: string;
        readonly items?: readonly string[] | null;
        readonly modes?: readonly GrantMode[] | null;
      }[]
    | null;
}

/** An act as far as its effect depends on it. */
export interface EffectiveAct {
  readonly kind: OnboardingActKind;
  readonly recipient: string | null;
  readonly subject: string | null;
  readonly terms: ProposedTerms | null;
}

/** What an act would do now. */
export interface Effect {
  /** The recipient that it is about; null for an institution that is none yet. */
  readonly recipient: string | null;
  /** The terms with their defaults filled in, as the act keeps them. */
  readonly terms: ProposedTerms | null;
  readonly diff: readonly AgreementChange[];
  /** All that it would do, as JSON. What is confirmed must be equal to what was proposed. */
  readonly does: unknown;
  /** Does it, in the transaction that has confirmed the act. */
  carryOut(tx: Transaction, actId: string, founding: Founding): Promise<void>;
}

/** @throws Refusal BAD_USER_INPUT for what is no day */
function checkDay(field: string, day: string | null | undefined): string | null {
  if (day != null && !isDay(day))
    throw badInput(field, { en: 'Give a day, YYYY-MM-DD.', zh: '请填写日期，格式为 YYYY-MM-DD。' });
  return day ?? null;
}

/** From when and until when an agreement is to be in force: from today, for a year, where nothing is said. */
export async function checkValidity(
  tx: Transaction,
  terms: ProposedTerms | null,
): Promise<{ validFrom: string; validUntil: string }> {
  const today = cityDay(await tx.now());
  const validFrom = checkDay('agreement.validFrom', terms?.validFrom) ?? today;
  const validUntil = checkDay('agreement.validUntil', terms?.validUntil) ?? daysAfter(validFrom, 365);
  // An act may be confirmed on the day after it was proposed.
  if (validFrom < daysAfter(today, -1))
    throw badInput('agreement.validFrom', {
      en: 'The first day is over. Name today or a later day.',
      zh: '起始日已过。请填写今天或以后的日期。',
    });
  if (validUntil <= validFrom || validUntil > latestEnd(validFrom))
    throw badInput('agreement.validUntil', {
      en: `The last day is after the first, and ${latestEnd(validFrom)} at the latest.`,
      zh: `截止日应晚于起始日，且不晚于 ${latestEnd(validFrom)}。`,
    });
  return { validFrom, validUntil };
}

/** The last day of an agreement that ends: yesterday where nothing is said, so that it ends at once. */
export async function checkLastDay(tx: Transaction, terms: ProposedTerms | null): Promise<string> {
  const today = cityDay(await tx.now());
  const lastDay = checkDay('agreement.validUntil', terms?.validUntil) ?? daysAfter(today, -1);
  if (lastDay < daysAfter(today, -2))
    throw badInput('agreement.validUntil', {
      en: 'The last day is over. Leave it out to end the agreement at once.',
      zh: '截止日已过。要立即终止，请不填写该项。',
    });
  return lastDay;
}
