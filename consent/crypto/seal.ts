import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import type { SealedColumns, SealedForm } from './sealed-columns.js';
import { SEALED_TABLES, type SealedTable } from './sealed-tables.js';

/** A row as PostgreSQL's `to_jsonb` gives it: bytea as `\x...`, times as text. */
export type SealableRow = Readonly<Record<string, unknown>>;

/** Called for a row that has no right seal, with the name of the row and nothing of a person. */
export type OnBrokenSeal = (table: SealedTable, name: string) => void;

const VERSION_BYTES = 4;
const MAC_BYTES = 32;

/** A bytea as `to_jsonb` writes it. */
export const byteaText = (bytes: Uint8Array): string => `\\x${Buffer.from(bytes).toString('hex')}`;

/** The bytes that such a text writes. */
export const byteaOf = (text: string): Buffer => Buffer.from(text.replace(/^\\x/, ''), 'hex');

/**
 * Seals the rows that carry authority (HMAC-SHA-256 by a key that the database does not hold). A row that somebody made or
 * changed with SQL alone has no right seal, and whoever uses the row checks it: such a row counts as not there.
 */
export class Seals {
  private readonly keys: ReadonlyMap<number, KeyObject>;
  /** Version of the key that seals. */
  readonly newest: number;

  /** @param keys by version; the newest seals, all of them verify */
  constructor(
    keys: ReadonlyMap<number, Uint8Array>,
    private readonly onBroken: OnBrokenSeal = () => undefined,
  ) {
    this.keys = new Map([...keys].map(([version, key]) => [version, createSecretKey(key)]));
    this.newest = Math.max(...keys.keys());
    if (!this.keys.has(this.newest)) throw new Error('There is no key to seal with.');
  }

  /** The seal of this row: version of the key, then MAC. */
  of(table: SealedTable, row: SealableRow): Buffer {
    const version = Buffer.alloc(VERSION_BYTES);
    version.writeUInt32BE(this.newest);
    return Buffer.concat([version, mac(this.keys.get(this.newest)!, table, row)]);
  }

  /** The row with its seal as JSON, for the function that stores it. */
  sealed(table: SealedTable, row: SealableRow): string {
    return JSON.stringify({ ...row, seal: byteaText(this.of(table, row)) });
  }

  /** Whether this row, with its seal, was written by the platform as it is. */
  holds(table: SealedTable, row: SealableRow): boolean {
    if (this.sealVersion(table, row) !== null) return true;
    this.onBroken(table, rowName(table, row));
    return false;
  }

  /** The version of the key by which this row is rightly sealed; null if it is not. */
  sealVersion(table: SealedTable, row: SealableRow): number | null {
    const seal = row.seal instanceof Uint8Array ? Buffer.from(row.seal) : byteaOf(String(row.seal ?? ''));
    if (seal.length !== VERSION_BYTES + MAC_BYTES) return null;
    const version = seal.readUInt32BE();
    const key = this.keys.get(version);
    if (key === undefined) return null;
    return timingSafeEqual(seal.subarray(VERSION_BYTES), mac(key, table, row)) ? version : null;
  }
}

export const rowName = (table: SealedTable, row: SealableRow): string =>
  String(row[SEALED_TABLES[table].name]);

function mac(key: KeyObject, table: SealedTable, row: SealableRow): Buffer {
  const { columns }: SealedColumns = SEALED_TABLES[table];
  const values = Object.entries(columns).map(([column, form]) => [column, sealedValue(form, row[column])]);
  return createHmac('sha256', key)
    .update(canonicalJson([table, Object.fromEntries(values)]))
    .digest();
}

/** @throws TypeError for a column that the row does not have: a seal over less would be no seal */
function sealedValue(form: SealedForm, value: unknown): unknown {
  if (value === null || form === 'plain') return value;
  return form === 'id' ? String(value) : new Date(String(value)).toISOString();
}
