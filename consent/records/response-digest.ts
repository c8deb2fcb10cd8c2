import { hash } from 'node:crypto';
import { canonicalJson } from '../crypto/canonical-json.js';
import type { DisclosedData } from './read-plan.js';
import type { DisclosedField, Shape, ShapeField } from './response-shape.js';

type Read = (value: unknown, field: ShapeField) => unknown;

const TYPENAME = '__typename';

/** Canonical JSON of an object. A shape's fields are sorted already, and a GraphQL name needs no escape. */
function object<Field extends ShapeField>(
  fields: readonly Field[],
  member: (field: Field) => string,
): string {
  let members = '';
  for (const field of fields) members += `${members && ','}"${field.key}":${member(field)}`;
  return `{${members}}`;
}

function written(shape: Shape | null, value: unknown, read: Read): string {
  if (value == null) return 'null';
  if (shape === null) return canonicalJson(value);
  if (Array.isArray(value)) return `[${value.map((one) => written(shape, one, read)).join()}]`;
  return object(shape.fields, (field) =>
    field.field === TYPENAME ? `"${shape.type}"` : written(field.below, read(value, field), property),
  );
}

const property: Read = (record, { field }) => (record as Record<string, unknown>)[field];
const byKey: Read = (answers, { key }) => (answers as Record<string, unknown>)[key];

function fieldOf({ key, field, below, asserts }: DisclosedField, data: DisclosedData): string {
  if (field === 'verify') {
    const matches = asserts.map((item) => data.matches.find((match) => match.item === item));
    return written(below, matches, property);
  }
  return written(below, (field === 'person' ? data.person : data.provider).get(key), byKey);
}

/**
 * SHA-256 of the canonical JSON (RFC 8785) of the fields `person`, `provider` and `verify` of a disclosure, under the
 * response keys of the recipient's own document. The recipient can compute it again from the answer it received.
 */
export const responseDigest = (shape: readonly DisclosedField[], data: DisclosedData): Buffer =>
  hash(
    'sha256',
    object(shape, (field) => fieldOf(field, data)),
    'buffer',
  );
