import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Grant } from '../grants/grant.js';
import type { AskedInput } from '../grants/request-consent.js';
import { calendarDay, fields } from '../kernel/checked-input.js';
import { DELIVERIES } from '../kernel/delivery.js';
import { GRANT_MODES } from '../kernel/grant-mode.js';
import { badInput } from '../kernel/refusal.js';

/** The one type of authorization details (RFC 9396) of this platform. */
export const DETAIL_TYPE = 'assent_consent';

const text = v.string('must be a text');
const whole = v.pipe(v.number('must be a number'), v.safeInteger('must be a whole number'));
const maybe = <S extends v.GenericSchema>(schema: S) => v.nullish(schema, null);

const item = fields({
  item: text,
  delivery: v.nullish(v.picklist(DELIVERIES, `must be one of ${DELIVERIES.join(', ')}`), 'RETURN'),
  required: v.nullish(v.boolean('must be true or false'), true),
});

const detail = fields({
  type: v.literal(DETAIL_TYPE, `must be ${DETAIL_TYPE}`),
  purpose: text,
  product: maybe(text),
  items: maybe(v.array(item, 'must be a list of items')),
  mode: v.picklist(GRANT_MODES, `must be one of ${GRANT_MODES.join(', ')}`),
  maxUses: maybe(whole),
  validForDays: whole,
  recordsFrom: maybe(calendarDay()),
  recordsTo: maybe(calendarDay()),
  /** Kinds of events to be told of. None can be asked for yet. */
  events: v.optional(v.pipe(v.array(text, 'must be a list'), v.empty('can’t be asked for')), []),
  reference: maybe(text),
  notice: text,
  /** SHA-256 of the notice, in hexadecimal digits. */
  noticeDigest: v.optional(text),
  locations: v.optional(v.array(text, 'must be a list')),
});

/**
 * What a recipient asks for in `authorization_details`. It has the meaning of RequestConsentInput and no rule of its own; a
 * field that is not known is refused and never ignored (RFC 9396, 5).
 * @param location where the grant is used: the URL of the API
 * @throws Refusal BAD_USER_INPUT, which names the field
 */
export function askedBy(details: unknown, location: string): AskedInput {
  if (!Array.isArray(details) || details.length !== 1)
    throw badInput('authorization_details', {
      en: 'One request asks for one consent: send exactly one element.',
      zh: '一次申请只能申请一项授权：请只发送一个元素。',
    });
  const parsed = v.safeParse(detail, details[0], { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const field = v.getDotPath(issue) ?? 'authorization_details';
    throw badInput(field, { en: `${field} ${issue.message}.`, zh: `${field} 不正确：${issue.message}。` });
  }
  const { type: _type, events: _events, noticeDigest, locations, ...asked } = parsed.output;
  if (noticeDigest !== undefined && noticeDigest !== sha256(asked.notice))
    throw badInput('noticeDigest', {
      en: 'It is not the SHA-256 of the notice. Compute it over the UTF-8 bytes, in lower-case hexadecimal digits.',
      zh: 'noticeDigest 不是告知书的 SHA-256。请对其 UTF-8 字节计算，并写成小写十六进制。',
    });
  if (locations?.some((one) => one !== location))
    throw badInput('locations', {
      en: `A grant is used at ${location} only. Leave locations out, or name just that.`,
      zh: `授权只能在 ${location} 使用。请去掉该字段，或只写该地址。`,
    });
  return asked;
}

const sha256 = (said: string): string => createHash('sha256').update(said).digest('hex');

/** What was given, in the form in which it was asked for: of the grant, and not of the request. */
export const givenDetail = (grant: Grant, reference: string | null, product: string | null) => ({
  type: DETAIL_TYPE,
  grant_id: grant.id,
  purpose: grant.purposeCode,
  ...(product !== null && { product }),
  items: grant.items.map((granted) => ({ item: granted.item, delivery: granted.delivery })),
  mode: grant.mode,
  maxUses: grant.maxUses,
  validUntil: grant.validUntil.toISOString(),
  recordsFrom: grant.recordsFrom,
  recordsTo: grant.recordsTo,
  events: [],
  ...(reference !== null && { reference }),
  noticeDigest: grant.noticeDigest,
});
export type GivenDetail = ReturnType<typeof givenDetail>;
