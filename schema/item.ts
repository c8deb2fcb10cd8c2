import { Property } from '@mikro-orm/decorators/legacy';
import { Field, Int } from 'type-graphql';
import type { CodeTable } from './codes/code-table.js';
import { describeItem } from './item-description.js';
import type { Mask } from './mask.js';
import { DateScalar } from './scalars/date.js';
import { DecimalScalar } from './scalars/decimal.js';

/** The classification level: 1 general, 2 important, 3 sensitive. `BY_LEVEL` says what each level requires. */
export type Level = 1 | 2 | 3;

/** The authentication strength that an item requires, in the words of `Strength` in consent/kernel. */
export type MinimumStrength = 'NONE' | 'SMS' | 'SCAN' | 'FACE';

/** The type and storage of an item. The functions below make these. */
export interface ItemKind {
  readonly type: 'string' | 'code' | 'flag' | 'integer' | 'decimal' | 'date';
  /** Column of the table, with the national platform's name if it has one. */
  readonly column: string;
  /** Length in characters of `string`; digits after the point of `decimal`. */
  readonly size?: number;
  readonly codes?: CodeTable;
  /** The form of a text that is always written in one. */
  readonly form?: 'yyyyMM';
  /** A text that is compared in a form of its own: the name of a person, or the number of an identity document. */
  readonly compared?: 'NAME' | 'NUMBER';
  /** SQL expression on the row, for an item that is computed when it is read and not stored. */
  readonly expression?: string;
}

export const text = (column: string, length: number): ItemKind => ({ type: 'string', column, size: length });
export const personName = (column: string, length: number): ItemKind => ({
  ...text(column, length),
  compared: 'NAME',
});
export const documentNumber = (column: string, length: number): ItemKind => ({
  ...text(column, length),
  compared: 'NUMBER',
});
/** yyyyMM, stored as the national platform writes it. */
export const yearMonth = (column: string): ItemKind => ({ ...text(column, 6), form: 'yyyyMM' });
export const code = (column: string, codes: CodeTable): ItemKind => ({ type: 'code', column, codes });
/** A boolean, which the national platform writes as 1 or 0. */
export const flag = (column: string): ItemKind => ({ type: 'flag', column });
export const integer = (column: string): ItemKind => ({ type: 'integer', column });
/** An amount of money, decimal(16,2). */
export const money = (column: string): ItemKind => ({ type: 'decimal', column, size: 2 });
export const date = (column: string): ItemKind => ({ type: 'date', column });
export const computed = (kind: ItemKind, expression: string): ItemKind => ({ ...kind, expression });

export interface ItemOptions {
  /** What the item is, for whoever has never seen the record: one plain sentence in Chinese and one in English. */
  plain: readonly [zh: string, en: string];
  /** An invented value in the form in which the item is returned, from which people are shown what its mask leaves. */
  sample: string | number | boolean;
  /** The national platform's name, if it differs from the column (e.g. for a sum); null if the platform has none. */
  source?: string | null;
  /** Required strength, if it differs from the level's. */
  strength?: MinimumStrength;
  /** Required strength for the delivery VERIFY, if it differs from the level's. */
  verifyStrength?: MinimumStrength;
  /** Whether it is sensitive personal information (PIPL 28). By default the items of level 3 are. */
  sensitive?: boolean;
  unit?: string;
  /** Whether it identifies the record within its category. */
  key?: boolean;
  /** Whether it can only be verified, whatever a purpose allows (ID numbers of natural persons behind a provider). */
  verifyOnly?: boolean;
  /** Whether it is stored encrypted with the person's own key: direct identifiers and diagnoses are. */
  sealed?: boolean;
  /** Counts below this are not disclosed, because a small count can identify single patients. */
  smallCell?: number;
}

/** One item of the catalogue: its names, its classification, its type and its source. */
export interface ItemDeclaration extends Required<Omit<ItemOptions, 'plain' | 'unit' | 'smallCell'>> {
  /** Stable code, e.g. PSN_CASH_PAY. A provider's item has its group in the code: PROVIDER:BANK.BANKACCT. */
  readonly code: string;
  /** Property of the class and field of the GraphQL type. */
  readonly field: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly plainZh: string;
  readonly plainEn: string;
  readonly level: Level;
  readonly kind: ItemKind;
  readonly mask: Mask;
  readonly unit: string | null;
  readonly smallCell: number | null;
}

/** The strength that each level requires to give the value, and to have it compared. */
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

/** PostgreSQL type of an item's column. A test checks that the migrations use it. */
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
 * Declares a data item: its GraphQL field, database column and classification in one place. A property without this
 * decorator can't be read through the API and is not part of the catalogue.
 */
export function Item(
  itemCode: string,
  nameZh: string,
  nameEn: string,
  level: Level,
  kind: ItemKind,
  mask: Mask,
  options: ItemOptions,
): PropertyDecorator {
  return (prototype, property) => {
    const declaration: ItemDeclaration = Object.freeze({
      code: itemCode,
      field: String(property),
      nameZh,
      nameEn,
      plainZh: options.plain[0],
      plainEn: options.plain[1],
      sample: options.sample,
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
    const field = { nullable: true, description: describeItem(declaration) };
    Field(GRAPHQL_TYPES[kind.type], field)(prototype, property as string);
    Property({
      fieldName: kind.column,
      columnType: columnType(kind, options.sealed),
      nullable: true,
      persist: kind.expression === undefined,
    })(prototype, property as string);
  };
}

/** The items declared on one class, in source order. */
export const itemsDeclaredOn = (target: { prototype: object }): readonly ItemDeclaration[] =>
  declarations.get(target.prototype) ?? [];
