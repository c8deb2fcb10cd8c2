import { hash } from 'node:crypto';
import { canonicalJson } from '../crypto/canonical-json.js';
import type { Released } from './read-plan.js';
import type { ReleasedField, Shape, ShapeField } from './response-shape.js';

type Read = (value: unknown, field: ShapeField) => unknown;

const TYPENAME = '__typename';

/** Canonical JSON of an object: the members of a shape are in its order, and a GraphQL name needs no escape. */
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

function fieldOf({ key, field, below, asserts }: ReleasedField, released: Released): string {
  if (field === 'verify') {
    const matches = asserts.map((item) => released.matches.find((match) => match.item === item));
    return written(below, matches, property);
  }
  return written(below, (field === 'person' ? released.person : released.provider).get(key), byKey);
}

/**
 * SHA-256 over the canonical JSON (RFC 8785) of what a recipient gets below `person`, `provider` and `verify`, by the
 * response keys of its own document: so it can be computed again from the answer that it holds.
 */
export const responseDigest = (shape: readonly ReleasedField[], released: Released): Buffer =>
  hash(
    'sha256',
    object(shape, (field) => fieldOf(field, released)),
    'buffer',
  );
