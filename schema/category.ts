import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { ObjectType } from 'type-graphql';
import { type ItemDeclaration, itemsDeclaredOn } from './item.js';

/**
 * When a record happened, for record period and purpose look-back. `column` holds a day, a month (yyyyMM) or a
 * year; with `until` the record stands from `column` until then, and an open end is in force today.
 */
export interface RecordTime {
  readonly column: string;
  readonly unit: 'day' | 'month' | 'year';
  readonly until?: string;
}

interface CategoryOptions {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Field below InsuredPerson or Provider. */
  readonly field: string;
  /** Table of the data center and name of its CSV file. */
  readonly table: string;
  /** null: one record per person (or provider). */
  readonly time: RecordTime | null;
  /** Whether the field is a list. A single record may still have a time (the account's year). */
  readonly many: boolean;
}

export interface Category extends CategoryOptions {
  readonly subject: 'PERSON' | 'PROVIDER';
  readonly type: string;
  readonly target: new () => object;
  readonly items: readonly ItemDeclaration[];
}

const categories: Category[] = [];

export const declaredCategories = (subject: Category['subject']): readonly Category[] =>
  categories.filter((category) => category.subject === subject);

function declare(subject: Category['subject'], options: CategoryOptions): ClassDecorator {
  return (target) => {
    const type = target as unknown as new () => object;
    categories.push(
      Object.freeze({ ...options, subject, type: target.name, target: type, items: itemsDeclaredOn(type) }),
    );
    ObjectType({ description: `${options.nameZh} · ${options.nameEn}` })(target);
    Entity({ tableName: options.table, schema: 'assent' })(target as never);
  };
}

/** One of the 11 categories of an insured person's data (参保人分级分类清单). */
export const PersonCategory = (options: CategoryOptions) => declare('PERSON', options);
/** One of the 8 groups of a provider's own business data. */
export const ProviderCategory = (options: CategoryOptions) => declare('PROVIDER', options);

/** Bookkeeping of one record: envelope columns that carry no `@Field` and so can't be selected. */
export abstract class PersonRecord {
  /** The person comes first in every key, so that the tables can be distributed by person. */
  @PrimaryKey({ type: 'bigint', fieldName: 'person_id' })
  personId!: string;

  @PrimaryKey({ type: 'string', fieldName: 'record_id', length: 64 })
  recordId!: string;

  @Property({ type: 'string', fieldName: 'source_system', length: 20 })
  sourceSystem!: string;

  @Property({ type: 'datetime', fieldName: 'updated_at' })
  updatedAt!: Date;
}

/** A record of an insurance relation. `parentRecordId` leads from settlement to visit and from line to bill. */
export abstract class InsuredRecord extends PersonRecord {
  @Property({ type: 'string', fieldName: 'insutype', length: 6, nullable: true })
  envelopeInsuranceType?: string | null;

  @Property({ type: 'string', fieldName: 'parent_record_id', length: 64, nullable: true })
  parentRecordId?: string | null;

  /** refunds are rows of their own with negative amounts, never dropped. */
  @Property({ type: 'boolean', fieldName: 'refd_setl_flag' })
  refund!: boolean;
}

/** A record that may tell of a specially protected disease, by itself or by what it belongs to. */
export abstract class ProtectedRecord extends InsuredRecord {
  /** Left out of disclosures unless the person ticked it; marked by the importer, held by row-level security. */
  @Property({ type: 'boolean', fieldName: 'special' })
  special!: boolean;
}

export abstract class ProviderRecord {
  @PrimaryKey({ type: 'bigint', fieldName: 'provider_id' })
  providerId!: string;

  @PrimaryKey({ type: 'string', fieldName: 'record_id', length: 64 })
  recordId!: string;

  @Property({ type: 'string', fieldName: 'source_system', length: 20 })
  sourceSystem!: string;

  @Property({ type: 'datetime', fieldName: 'updated_at' })
  updatedAt!: Date;
}
