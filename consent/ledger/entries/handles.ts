import { createHmac, hash } from 'node:crypto';

/**
 * The log names grants, disclosures, sessions, counters and employees by handles, so that nobody can follow what they
 * know from elsewhere through the log. A handle is the SHA-256 of a secret key, the field's name, a colon and the value.
 * The entries of one grant share a key, which the person and the recipient derive from the opening of the commitment; so
 * they can find and check their entries, and the uses of a grant form a chain that everybody can audit. Every other entry
 * has a random key of its own.
 */
export const handleOf = (key: Uint8Array, field: string, value: string): string =>
  hash('sha256', Buffer.concat([key, Buffer.from(`${field}:${value}`)]));

/** The key of a grant's handles. Nobody can compute the opening from it. */
export const handleKeyOf = (opening: Uint8Array): Buffer =>
  createHmac('sha256', opening).update('assent ledger handles').digest();

/** Fields of an entry's content that the log holds as handles. */
const HIDDEN = new Set([
  'session',
  'counter',
  'clerk',
  'reviewer',
  'reviewers',
  'power',
  'act',
  'proposedBy',
  'confirmedBy',
  'application',
  'staff',
  'member',
  'by',
  'object',
  'supersededBy',
]);

/** Replaces what must not be recognized by handles. null says that there is nothing, and stays. */
export function hideValues(
  key: Uint8Array,
  content: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const handle = (field: string, value: unknown) =>
    value === null ? null : handleOf(key, field, String(value));
  const hidden: Record<string, unknown> = { ...content };
  for (const field in content)
    if (HIDDEN.has(field)) {
      const value = content[field];
      hidden[field] = Array.isArray(value) ? value.map((one) => handle(field, one)) : handle(field, value);
    }
  return hidden;
}

const MINUTE_LENGTH = 'YYYY-MM-DDTHH:MM'.length;
const MINUTE_MS = 60_000;

/** The minute in which a time lies. @param time in the form of the ledger, UTC */
export const minuteOf = (time: string): string => `${time.slice(0, MINUTE_LENGTH)}Z`;

/** The first full minute at or after a time, so that what ends then has not ended before. */
export function minuteFrom(time: string): string {
  const minute = minuteOf(time);
  if (time === `${minute.slice(0, -1)}:00.000000Z`) return minute;
  return minuteOf(new Date(Date.parse(minute) + MINUTE_MS).toISOString());
}
