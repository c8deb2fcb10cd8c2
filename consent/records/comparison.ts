import { createHash } from 'node:crypto';
import { type CatalogueItem, itemOf } from '../../schema/catalogue.js';
import { canonicalNumber } from '../../schema/identity/document-number.js';
import { canonicalName } from '../../schema/identity/person-name.js';
import type { SubjectCipher } from '../crypto/field-encryption.js';
import type { Row, Rows } from '../database/statement.js';
import type { Assertion, Comparison } from './selection.js';

export interface ItemMatch {
  readonly item: string;
  readonly match: boolean;
  /** The items that the same record has as asserted, this one among them; empty where it does not match. */
  readonly together: readonly string[];
}

/**
 * Delivery VERIFY: only the outcome is disclosed. Assertions about one category are judged of one record, the one that has
 * most of them as asserted, so that together they are true of something. The database finds that record
 * (record.compare). If some of the items are encrypted it returns their values of every record, newest first, which are
 * compared here.
 */
export function matchesOf({ assertions }: Comparison, records: Rows, cipher: SubjectCipher): ItemMatch[] {
  const fulfilled = bestOf(
    records.map(
      (record) => new Set(assertions.filter((_, index) => isFulfilled(assertions, index, record, cipher))),
    ),
  );
  const together = assertions.filter((one) => fulfilled.has(one)).map(({ item }) => item);
  return assertions.map((one) => {
    const match = fulfilled.has(one);
    return { item: itemOf(one.item).code, match, together: match ? together : [] };
  });
}

/** The first of the largest sets. */
const bestOf = <T>(sets: readonly ReadonlySet<T>[]): ReadonlySet<T> =>
  sets.reduce((best, next) => (next.size > best.size ? next : best), new Set<T>());

function isFulfilled(
  assertions: readonly Assertion[],
  index: number,
  { holds, sealed }: Row,
  cipher: SubjectCipher,
): boolean {
  const assertion = assertions[index]!;
  const item = itemOf(assertion.item);
  if (!item.sealed) return (holds as boolean[])[index]!;
  const value = (sealed as (Uint8Array | null)[])[index];
  return value != null && satisfies(item, cipher.open(item.code, value), assertion);
}

/**
 * Names one comparison, as record.assertion() does. The nonce is known to this process alone: with the password of the role that
 * reads, nobody asks for another comparison, and nobody who sees the digest finds what was asserted.
 */
export const assertionDigest = ({ item, equals, atLeast, atMost }: Assertion, nonce: Buffer): Buffer => {
  const [equal, least, most] = [equals, atLeast, atMost].map((value) =>
    value == null ? '-' : Buffer.from(String(value)).toString('hex'),
  );
  return createHash('sha256').update(nonce).update(`${item}=${equal}/${least}/${most}`).digest();
};

/** Whether a decrypted value, which is text, satisfies the assertion. Names and numbers are compared as those
 * of a request are (consent/crypto/blind-index.ts); of any other text record.plain() makes the same. */
const satisfies = (item: CatalogueItem, value: string, { equals, atLeast, atMost }: Assertion): boolean => {
  if (atLeast != null || atMost != null || equals == null) return false;
  if (item.kind.codes) return item.kind.codes.reduced(value) === equals.trim();
  const form = FORMS[item.kind.compared ?? 'TEXT'];
  return form(value) === form(equals);
};

const FORMS = {
  NAME: canonicalName,
  NUMBER: canonicalNumber,
  TEXT: (text: string): string => text.normalize('NFC').trim().toUpperCase(),
} as const;
