import { createHash } from 'node:crypto';
import { canonicalJson } from './ledger/canonical-json.js';
import type { Released } from './opening.js';
import type { Shape, ShapeField } from './shape.js';

type Read = (value: unknown, field: ShapeField) => unknown;
type Json = null | string | number | boolean | Json[] | { [key: string]: Json };

const TYPENAME = '__typename';

function shaped(shape: Shape | null, value: unknown, read: Read): Json {
  if (value == null) return null;
  if (shape === null) return value as Json;
  if (Array.isArray(value)) return value.map((one) => shaped(shape, one, read));
  return Object.fromEntries(
    shape.fields.map((field) => [
      field.key,
      field.field === TYPENAME ? shape.type : shaped(field.below, read(value, field), property),
    ]),
  );
}

const property: Read = (record, { field }) => (record as Record<string, unknown>)[field];
const byKey: Read = (answers, { key }) => (answers as Record<string, unknown>)[key];

function fieldOf({ key, field, below }: ShapeField, released: Released): Json {
  if (field === 'verify') return shaped(below, released.matches, property);
  return shaped(below, (field === 'person' ? released.person : released.provider).get(key), byKey);
}

/**
 * SHA-256 over the canonical JSON (RFC 8785) of what a recipient gets below `person`, `provider` and `verify`, by the
 * response keys of its own document: so it can be computed again from the answer that it holds.
 */
export const responseDigest = (shape: readonly ShapeField[], released: Released): Buffer =>
  createHash('sha256')
    .update(canonicalJson(Object.fromEntries(shape.map((field) => [field.key, fieldOf(field, released)]))))
    .digest();
