import { findItem } from '../../schema/catalogue.js';
import { isDay, repeated } from '../kernel/checked-input.js';
import type { Delivery } from '../kernel/delivery.js';
import type { GrantMode } from '../kernel/grant-mode.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { findPurpose } from '../purposes/registry.js';
import { KeySetRefused, signingKeysOf } from '../recipients/key-set.js';
import type { AppliedItem, AppliedPurpose, ImpactAssessment, ReviewAnswer } from './application.js';
import { REVIEW_QUESTIONS } from './questions.js';

/** What an edit changes; what is absent stays. */
export interface EditedApplication {
  readonly contact?: string | null;
  /** A JWK set (RFC 7517) of public keys, as JSON. */
  readonly jwks?: string | null;
  readonly purposes?:
    | readonly {
        readonly purpose: string;
        readonly items: readonly {
          readonly item: string;
          readonly delivery: Delivery;
          readonly why: string;
        }[];
        readonly modes: readonly GrantMode[];
        readonly expectedUsesPerYear: number;
        readonly impactAssessment: Omit<ImpactAssessment, 'humanReview'> & {
          readonly humanReview?: string | null;
        };
      }[]
    | null;
  readonly answers?:
    | readonly {
        readonly code: string;
        readonly answer: string;
        readonly evidence?: readonly string[] | null;
      }[]
    | null;
}

const PURPOSES_MAX = 20;
const ITEMS_MAX = 200;
const EVIDENCE_MAX = 20;
const USES_MAX = 1_000_000_000;

/** A text of a draft: it may still be empty, and what is missing is told by `missing`. */
const draftText = (
  field: string,
  text: string | null | undefined,
  most: number = LIMITS.applicationTextLength,
) => checkText(field, text, most) ?? '';

function assertOnce(field: string, values: readonly string[], most: number): void {
  if (values.length > most) throw badInput(field, { en: `Give at most ${most}.`, zh: `至多 ${most} 项。` });
  if (repeated(values).length > 0)
    throw badInput(field, {
      en: `Named twice: ${repeated(values)[0]!.slice(0, 60)}. Name each once.`,
      zh: `重复填写：${repeated(values)[0]!.slice(0, 60)}。请每项只写一次。`,
    });
}

function checkItems(field: string, items: readonly AppliedItem[]): AppliedItem[] {
  assertOnce(
    field,
    items.map(({ item }) => item),
    ITEMS_MAX,
  );
  return items.map(({ item, delivery, why }) => {
    if (!findItem(item))
      throw badInput(field, {
        en: 'There is no such item in the catalogue. The query `catalogue` lists them.',
        zh: '目录中没有这个信息项。查询 `catalogue` 可列出所有信息项。',
      });
    return { item, delivery, why: draftText(`${field}.why`, why, LIMITS.whyLength) };
  });
}

function checkPurposes(given: NonNullable<EditedApplication['purposes']>): AppliedPurpose[] {
  assertOnce(
    'purposes',
    given.map(({ purpose }) => purpose),
    PURPOSES_MAX,
  );
  return given.map(({ purpose, items, modes, expectedUsesPerYear, impactAssessment: impact }) => {
    if (!findPurpose(purpose))
      throw badInput('purposes', {
        en: 'There is no such purpose. The query `purposes` lists them.',
        zh: '没有这种用途。查询 `purposes` 可列出所有用途。',
      });
    const field = `purposes.${purpose}`;
    assertOnce(`${field}.modes`, modes, 3);
    if (expectedUsesPerYear < 0 || expectedUsesPerYear > USES_MAX)
      throw badInput(`${field}.expectedUsesPerYear`, {
        en: `It is from 0 to ${USES_MAX}.`,
        zh: `应为 0 至 ${USES_MAX}。`,
      });
    if (!isDay(impact.validUntil))
      throw badInput(`${field}.impactAssessment.validUntil`, {
        en: 'Give a day, YYYY-MM-DD.',
        zh: '请填写日期，格式为 YYYY-MM-DD。',
      });
    const words = (name: 'lessConsidered' | 'risks' | 'measures' | 'retention') =>
      draftText(`${field}.impactAssessment.${name}`, impact[name]);
    return {
      purpose,
      items: checkItems(`${field}.items`, items),
      modes: [...modes],
      expectedUsesPerYear,
      impactAssessment: {
        automatedDecision: impact.automatedDecision,
        humanReview: checkText(
          `${field}.impactAssessment.humanReview`,
          impact.humanReview,
          LIMITS.applicationTextLength,
        ),
        lessConsidered: words('lessConsidered'),
        risks: words('risks'),
        measures: words('measures'),
        retention: words('retention'),
        document: draftText(`${field}.impactAssessment.document`, impact.document, 60),
        validUntil: impact.validUntil,
      },
    };
  });
}

function checkAnswers(given: NonNullable<EditedApplication['answers']>): ReviewAnswer[] {
  assertOnce(
    'answers',
    given.map(({ code }) => code),
    REVIEW_QUESTIONS.length,
  );
  return given.map(({ code, answer, evidence }) => {
    if (!REVIEW_QUESTIONS.some((question) => question.code === code))
      throw badInput('answers', {
        en: 'There is no such question. `review` of the application lists them.',
        zh: '没有这个问题。申请的 `review` 列出全部问题。',
      });
    assertOnce(`answers.${code}.evidence`, evidence ?? [], EVIDENCE_MAX);
    return {
      code,
      answer: draftText(`answers.${code}`, answer),
      evidence: (evidence ?? []).map((document) => draftText(`answers.${code}.evidence`, document, 60)),
    };
  });
}

function checkKeys(jwks: string): unknown {
  try {
    return { keys: signingKeysOf(jwks.slice(0, LIMITS.noticeLength)).map(({ jwk }) => jwk) };
  } catch (error) {
    if (!(error instanceof KeySetRefused)) throw error;
    throw badInput('jwks', {
      en: 'This is no JWK set (RFC 7517) of public keys. Give public keys only, for EdDSA, ES256 or PS256.',
      zh: '这不是公钥的 JWK 集（RFC 7517）。请只给出公钥，算法为 EdDSA、ES256 或 PS256。',
    });
  }
}

/** The columns that an edit changes. @throws Refusal BAD_USER_INPUT */
export const checkEdit = ({ contact, jwks, purposes, answers }: EditedApplication) => ({
  ...(contact != null && { contact: checkText('contact', contact, 200) }),
  ...(jwks != null && { jwks: jwks === '' ? null : checkKeys(jwks) }),
  ...(purposes != null && { purposes: checkPurposes(purposes) }),
  ...(answers != null && { answers: checkAnswers(answers) }),
});
