import { createHash } from 'node:crypto';
import { type CatalogueItem, itemOf } from '../../schema/catalogue.js';
import { canonicalNumber } from '../../schema/identity/document-number.js';
import { canonicalName } from '../../schema/identity/person-name.js';
import type { SubjectCipher } from '../crypto/field-encryption.js';
import type { Row } from '../database/statement.js';
import type { Assertion } from './selection.js';

export interface ItemMatch {
  readonly item: string;
  readonly match: boolean;
}

/**
 * Delivery VERIFY: only the outcome is disclosed. The database compares what it can read and tells whether a record
 * matches (record.compare). Of an encrypted item it returns the values of the records, which are compared here.
 */
export function matched(assertion: Assertion, { matched, sealed }: Row, cipher: SubjectCipher): ItemMatch {
  const item = itemOf(assertion.item);
  const values = (sealed ?? []) as Uint8Array[];
  const match = item.sealed
    ? values.some((value) => satisfies(item, cipher.open(item.code, value), assertion))
    : matched === true;
  return { item: item.code, match };
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
