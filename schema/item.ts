import { Property } from '@mikro-orm/decorators/legacy';
import { Field, Int } from 'type-graphql';
import type { CodeTable } from './codes/code-table.js';
import type { Mask } from './mask.js';
import { DateScalar } from './scalars/date.js';
import { DecimalScalar } from './scalars/decimal.js';

/** 1 general, 2 important, 3 sensitive (rules.md section 1). */
export type Level = 1 | 2 | 3;

/** Strength class an item asks for; the words are those of consent's `Strength`. */
export type MinimumStrength = 'NONE' | 'SMS' | 'SCAN' | 'FACE';

/** How an item is stored and typed: one of these per item, each made by a function below. */
export interface ItemKind {
  readonly type: 'string' | 'code' | 'flag' | 'integer' | 'decimal' | 'date';
  /** Column of the table, named as in the national platform where it has a name. */
  readonly column: string;
  /** Length in characters of `string`; digits after the point of `decimal`. */
  readonly size?: number;
  readonly codes?: CodeTable;
  /** SQL over the row for an item that is computed when read and stored nowhere. */
  readonly expression?: string;
}

export const text = (column: string, length: number): ItemKind => ({ type: 'string', column, size: length });
/** yyyyMM, kept as the platform writes it. */
export const yearMonth = (column: string): ItemKind => text(column, 6);
export const code = (column: string, codes: CodeTable): ItemKind => ({ type: 'code', column, codes });
/** 1 or 0 in the platform. */
export const flag = (column: string): ItemKind => ({ type: 'flag', column });
export const integer = (column: string): ItemKind => ({ type: 'integer', column });
/** Money, decimal(16,2). */
export const money = (column: string): ItemKind => ({ type: 'decimal', column, size: 2 });
export const date = (column: string): ItemKind => ({ type: 'date', column });
export const computed = (kind: ItemKind, expression: string): ItemKind => ({ ...kind, expression });

export interface ItemOptions {
  /** Name in the national platform where it differs from the column (e.g. a sum of two); null: no such field. */
  source?: string | null;
  /** Where it differs from what the level asks for. */
  strength?: MinimumStrength;
  /** Strength for delivery VERIFY, where it differs from what the level asks for. */
  verifyStrength?: MinimumStrength;
  /** Inside PIPL art. 28; default: level 3. */
  sensitive?: boolean;
  unit?: string;
  /** Identifies the row within its category. */
  key?: boolean;
  /** Only ever verified, whatever a purpose says (the ID number of a natural person behind a provider). */
  verifyOnly?: boolean;
  /** Direct identifiers and diagnoses: kept encrypted with a key of the person's own, never in clear. */
  sealed?: boolean;
  /** Counts below this are left out: a small cell tells of single patients. */
  smallCell?: number;
}

/** One line of the catalogue: what an item is, how sensitive it is, where it comes from, what it is called. */
export interface ItemDeclaration extends Required<Omit<ItemOptions, 'unit' | 'smallCell'>> {
  /** Stable code, e.g. PSN_CASH_PAY; a provider's carries its group: PROVIDER:BANK.BANKACCT. */
  readonly code: string;
  /** Property of the class and field of the GraphQL type. */
  readonly field: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly level: Level;
  readonly kind: ItemKind;
  readonly mask: Mask;
  readonly unit: string | null;
  readonly smallCell: number | null;
}

/** What each level asks for, to give the value and to have it compared. */
export const BY_LEVEL: Readonly<
  Record<Level, { strength: MinimumStrength; verifyStrength: MinimumStrength }>
> = {
  1: { strength: 'SMS', verifyStrength: 'SMS' },
  2: { strength: 'SCAN', verifyStrength: 'SMS' },
  3: { strength: 'FACE', verifyStrength: 'SCAN' },
};

const declarations = new Map<object, ItemDeclaration[]>();

const GRAPHQL_TYPES = {
  string: () => String,
  code: () => String,
  flag: () => Boolean,
  integer: () => Int,
  decimal: () => DecimalScalar,
  date: () => DateScalar,
} satisfies Record<ItemKind['type'], () => unknown>;

/** PostgreSQL type of an item's column; the migrations are held to it by a test. */
export function columnType(kind: ItemKind, sealed = false): string {
  if (sealed) return 'bytea';
  switch (kind.type) {
    case 'string':
      return `varchar(${kind.size})`;
    case 'code':
      return 'varchar(20)';
    case 'flag':
      return 'boolean';
    case 'integer':
      return 'integer';
    case 'decimal':
      return `numeric(16,${kind.size})`;
    case 'date':
      return 'date';
  }
}

/**
 * Declares a data item: GraphQL field, database column and classification at once. A property without it is
 * neither readable over the API nor part of the catalogue.
 */
export function Item(
  itemCode: string,
  nameZh: string,
  nameEn: string,
  level: Level,
  kind: ItemKind,
  mask: Mask,
  options: ItemOptions = {},
): PropertyDecorator {
  return (prototype, property) => {
    const declaration: ItemDeclaration = Object.freeze({
      code: itemCode,
      field: String(property),
      nameZh,
      nameEn,
      level,
      kind,
      mask,
      source: options.source === undefined ? kind.column : options.source,
      strength: options.strength ?? BY_LEVEL[level].strength,
      verifyStrength:
        options.verifyStrength ?? (options.strength === 'NONE' ? 'NONE' : BY_LEVEL[level].verifyStrength),
      sensitive: options.sensitive ?? level === 3,
      unit: options.unit ?? null,
      key: options.key ?? false,
      verifyOnly: options.verifyOnly ?? false,
      sealed: options.sealed ?? false,
      smallCell: options.smallCell ?? null,
    });
    declarations.set(prototype, [...(declarations.get(prototype) ?? []), declaration]);
    const description = `${nameZh} · ${nameEn} · level ${level}`;
    Field(GRAPHQL_TYPES[kind.type], { nullable: true, description })(prototype, property as string);
    Property({
      fieldName: kind.column,
      columnType: columnType(kind, options.sealed),
      nullable: true,
      persist: kind.expression === undefined,
    })(prototype, property as string);
  };
}

/** What the decorators of one class registered, in the order written. */
export const itemsDeclaredOn = (target: { prototype: object }): readonly ItemDeclaration[] =>
  declarations.get(target.prototype) ?? [];
