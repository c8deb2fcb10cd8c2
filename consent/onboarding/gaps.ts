import { itemOf } from '../../schema/catalogue.js';
import { readClassificationInForce } from '../catalogue/classification.js';
import type { Transaction } from '../database/transaction.js';
import type { Bilingual } from '../kernel/bilingual.js';
import { cityDay } from '../kernel/city-time.js';
import { covers } from '../kernel/delivery.js';
import { LIMITS } from '../kernel/limits.js';
import { deliveryIn, modeIn, type Purpose } from '../purposes/purpose.js';
import { purposeOf } from '../purposes/registry.js';
import { type Application, type AppliedPurpose, recipientCodeOf } from './application.js';
import { type ApplicationDocument, impactKind, termOf } from './documents.js';
import { REVIEW_QUESTIONS } from './questions.js';

/** What the applicant must still do, and where. */
export interface ApplicationGap {
  readonly field: string;
  readonly text: Bilingual;
}

const gap = (field: string, en: string, zh: string): ApplicationGap => ({ field, text: { en, zh } });
const DAY_MS = 86_400_000;

interface Days {
  readonly today: string;
  /** The last day until which something that is good for a year may be good. */
  readonly inAYear: string;
}

/** Everything that is missing of an application, made from the rest. It can be handed in when nothing is. */
export async function gapsOf(
  tx: Pick<Transaction, 'query' | 'seals'>,
  application: Application,
  documents: readonly ApplicationDocument[],
  now: Date,
): Promise<ApplicationGap[]> {
  const days = {
    today: cityDay(now),
    inAYear: cityDay(new Date(now.getTime() + LIMITS.documentDays * DAY_MS)),
  };
  const classification = await readClassificationInForce(tx);
  const levelOf = (item: string) => classification.levelOf(item);
  return [
    ...(await institutionGaps(tx, application)),
    ...(application.purposes.length === 0
      ? [gap('purposes', 'Name at least one purpose.', '请至少填写一种用途。')]
      : []),
    ...application.purposes.flatMap((purpose) => purposeGaps(application, purpose, documents, days)),
    ...documentGaps(application, documents, days, levelOf),
    ...answerGaps(application, documents),
  ];
}

async function institutionGaps(
  tx: Pick<Transaction, 'query'>,
  { contact, uscc, recipientCode, keys }: Application,
): Promise<ApplicationGap[]> {
  const gaps: ApplicationGap[] = [];
  if (contact === null)
    gaps.push(
      gap('contact', 'Say how a person reaches the institution (R-03).', '请填写参保人联系贵机构的方式。'),
    );
  const [known] = await tx.query('SELECT code FROM assent.recipient WHERE code = $1', [
    recipientCodeOf(uscc),
  ]);
  if (known && recipientCode === null)
    gaps.push(
      gap(
        'recipient',
        `This institution is a recipient already: begin an application with recipient ${recipientCodeOf(uscc)}.`,
        `该机构已是接收机构：请以 recipient ${recipientCodeOf(uscc)} 重新发起申请。`,
      ),
    );
  if (keys !== null && recipientCode !== null)
    gaps.push(
      gap(
        'jwks',
        'This institution has keys: they are changed by themselves, not by an application. Take jwks out.',
        '该机构已有公钥，公钥另行变更，不随申请提交。请去掉 jwks。',
      ),
    );
  return gaps;
}

function purposeGaps(
  { kind }: Application,
  applied: AppliedPurpose,
  documents: readonly ApplicationDocument[],
  days: Days,
): ApplicationGap[] {
  const purpose = purposeOf(applied.purpose);
  const at = `purposes.${purpose.code}`;
  if (!purpose.consentRequired || !purpose.requesters.includes(kind))
    return [gap(at, `This purpose is not open to a ${kind}.`, '贵机构所属类别不能申请这种用途。')];
  const gaps = itemGaps(purpose, applied, at);
  if (applied.modes.length === 0)
    gaps.push(gap(`${at}.modes`, 'Choose at least one mode.', '请至少选择一种使用方式。'));
  for (const mode of applied.modes.filter((one) => !modeIn(purpose, one)))
    gaps.push(gap(`${at}.modes`, `The purpose has no ${mode}.`, `该用途没有使用方式 ${mode}。`));
  if (applied.expectedUsesPerYear < 1)
    gaps.push(
      gap(`${at}.expectedUsesPerYear`, 'Say how many uses a year you expect.', '请填写预计每年使用次数。'),
    );
  return [...gaps, ...impactGaps(applied, documents, days, `${at}.impactAssessment`)];
}

function itemGaps(purpose: Purpose, { items }: AppliedPurpose, at: string): ApplicationGap[] {
  const gaps: ApplicationGap[] = [];
  if (items.length === 0)
    gaps.push(gap(`${at}.items`, 'Name the items that you need.', '请填写所需的信息项。'));
  for (const { item, delivery, why } of items) {
    const most = deliveryIn(purpose, item);
    if (most === null)
      gaps.push(gap(`${at}.items.${item}`, 'The purpose does not have this item.', '该用途不包含此信息项。'));
    else if (!covers(most, delivery) || (delivery !== 'VERIFY' && itemOf(item).verifyOnly))
      gaps.push(
        gap(
          `${at}.items.${item}.delivery`,
          `The purpose gives it as ${most}, or less.`,
          `该用途至多以 ${most} 方式提供此信息项。`,
        ),
      );
    if (why === '')
      gaps.push(
        gap(`${at}.items.${item}.why`, 'Say in one sentence why it is needed.', '请用一句话说明为什么需要。'),
      );
  }
  for (const { item } of purpose.required.filter((one) => !items.some(({ item }) => item === one.item)))
    gaps.push(
      gap(
        `${at}.items.${item}`,
        'The purpose can’t be met without this item.',
        '该用途必需此信息项，请补充。',
      ),
    );
  return gaps;
}

function impactGaps(
  { purpose, impactAssessment: impact }: AppliedPurpose,
  documents: readonly ApplicationDocument[],
  { today, inAYear }: Days,
  at: string,
): ApplicationGap[] {
  const gaps: ApplicationGap[] = [];
  for (const name of ['lessConsidered', 'risks', 'measures', 'retention'] as const)
    if (impact[name] === '') gaps.push(gap(`${at}.${name}`, 'Write this part.', '请填写此项。'));
  if (impact.automatedDecision && impact.humanReview === null)
    gaps.push(
      gap(
        `${at}.humanReview`,
        'Say where a person can have a human look at it (PIPL 24).',
        '有自动化决策的，请写明参保人如何要求人工复核（个人信息保护法第二十四条）。',
      ),
    );
  const document = documents.find(({ id }) => id === impact.document);
  if (document?.kind !== impactKind(purpose))
    gaps.push(
      gap(
        `${at}.document`,
        `Upload the assessment as ${impactKind(purpose)}, and give its id.`,
        `请上传 ${impactKind(purpose)} 材料，并填写其编号。`,
      ),
    );
  if (impact.validUntil < today || impact.validUntil > inAYear)
    gaps.push(
      gap(
        `${at}.validUntil`,
        'An assessment is good for a year at most, and not over.',
        '评估的有效期至多一年，且不得已过期。',
      ),
    );
  return gaps;
}

/** The kinds of documents that this application needs. */
export function neededKinds(
  { kind, purposes }: Pick<Application, 'kind' | 'purposes'>,
  levelOf: (item: string) => number,
): string[] {
  const sensitive = purposes.some(({ items }) =>
    items.some(({ item, delivery }) => delivery === 'RETURN' && levelOf(item) === 3),
  );
  return [
    ...['BUSINESS_LICENCE', 'OPERATING_PERMIT', 'PENETRATION_TEST', 'RETENTION_PLAN'],
    ...(sensitive ? ['MLPS'] : []),
    ...(kind === 'COMMERCIAL_BANK' ? ['CRYPTO_ASSESSMENT'] : []),
    ...purposes.map(({ purpose }) => impactKind(purpose)),
  ];
}

function documentGaps(
  application: Application,
  documents: readonly ApplicationDocument[],
  days: Days,
  levelOf: (item: string) => number,
): ApplicationGap[] {
  const absent = neededKinds(application, levelOf)
    .filter((kind) => !documents.some((document) => document.kind === kind))
    .map((kind) => gap(`documents.${kind}`, 'Upload this document.', '请上传这份材料。'));
  return [...absent, ...documents.flatMap((document) => termGap(document, days))];
}

function termGap({ kind, validUntil }: ApplicationDocument, { today, inAYear }: Days): ApplicationGap[] {
  const term = termOf(kind);
  const at = `documents.${kind}`;
  if (validUntil === null)
    return term == null
      ? []
      : [gap(at, 'Say until when it is valid, with validUntil.', '请注明有效期（validUntil）。')];
  if (validUntil < today)
    return [gap(at, 'It is not valid any more. Upload a new one.', '该材料已过期，请重新上传。')];
  return term === 'YEAR' && validUntil > inAYear
    ? [gap(at, 'A document of this kind is good for a year at most.', '这类材料的有效期至多一年。')]
    : [];
}

function answerGaps({ answers }: Application, documents: readonly ApplicationDocument[]): ApplicationGap[] {
  return REVIEW_QUESTIONS.flatMap(({ code }) => {
    const given = answers.find((answer) => answer.code === code);
    if (!given || given.answer === '')
      return [gap(`answers.${code}`, 'Answer this question.', '请回答这个问题。')];
    return given.evidence.every((id) => documents.some((document) => document.id === id))
      ? []
      : [
          gap(
            `answers.${code}.evidence`,
            'Name documents of this application.',
            '请填写本申请中材料的编号。',
          ),
        ];
  });
}
