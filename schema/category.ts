import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { ObjectType } from 'type-graphql';
import { type ItemDeclaration, itemsDeclaredOn } from './item.js';

/**
 * The time of a record, by which record periods and the look-back of a purpose are applied. `column` holds a day, a month
 * (yyyyMM) or a year. With `until`, the record is valid from `column` to `until`, and without an end it is still valid.
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
  /** Its field on InsuredPerson or Provider. */
  readonly field: string;
  /** Its table in the data center, which is also the name of its CSV file. */
  readonly table: string;
  /** null when there is one record for each person or provider. */
  readonly time: RecordTime | null;
  /** Whether the field is a list. A single record may have a time too (the year of the personal account). */
  readonly many: boolean;
}

export interface Category extends CategoryOptions {
  readonly subject: 'PERSON' | 'PROVIDER';
  readonly type: string;
  readonly target: new () => object;
  readonly items: readonly ItemDeclaration[];
}

/** The code by which clients know a category; a provider's group may be named like a category of persons. */
export const categoryCode = ({ subject, code }: Category): string =>
  subject === 'PERSON' ? code : `PROVIDER:${code}`;

const categories: Category[] = [];

export const declaredCategories = (subject: Category['subject']): readonly Category[] =>
  categories.filter((category) => category.subject === subject);

function declare(subject: Category['subject'], options: CategoryOptions): ClassDecorator {
  return (target) => {
    const type = target as unknown as new () => object;
    categories.push(
      Object.freeze({ ...options, subject, type: target.name, target: type, items: itemsDeclaredOn(type) }),
    );
    const record = options.many ? 'One record of a list' : 'At most one record';
    const description = `${options.nameZh} · ${options.nameEn}. ${record}; a field is null where nothing is on record.`;
    ObjectType({ description })(target);
    Entity({ tableName: options.table, schema: 'assent' })(target as never);
  };
}

/** One of the 11 categories of an insured person's data (参保人分级分类清单). */
export const PersonCategory = (options: CategoryOptions) => declare('PERSON', options);
/** One of the 8 groups of a provider's own business data. */
export const ProviderCategory = (options: CategoryOptions) => declare('PROVIDER', options);

/** Administrative columns of a record. They are not declared as items, so no query can select them. */
export abstract class PersonRecord {
  /** First in every key, so that the tables can be distributed by person. */
  @PrimaryKey({ type: 'bigint', fieldName: 'person_id' })
  personId!: string;

  @PrimaryKey({ type: 'string', fieldName: 'record_id', length: 64 })
  recordId!: string;

  @Property({ type: 'string', fieldName: 'source_system', length: 20 })
  sourceSystem!: string;

  @Property({ type: 'datetime', fieldName: 'updated_at' })
  updatedAt!: Date;
}

/** A record of an insurance. `parentRecordId` links a settlement to its visit, and an expense line to its settlement. */
export abstract class InsuredRecord extends PersonRecord {
  @Property({ type: 'string', fieldName: 'insutype', length: 6, nullable: true })
  envelopeInsuranceType?: string | null;

  @Property({ type: 'string', fieldName: 'parent_record_id', length: 64, nullable: true })
  parentRecordId?: string | null;

  /** a refund is a row of its own with negative amounts and is never dropped. */
  @Property({ type: 'boolean', fieldName: 'refd_setl_flag' })
  refund!: boolean;
}

/** A record that may reveal a specially protected disease, by itself or through the record it belongs to. */
export abstract class ProtectedRecord extends InsuredRecord {
  /** Set by the import. Row-level security excludes such a record from disclosures unless the person chose it. */
  @Property({ type: 'boolean', fieldName: 'protected' })
  isProtected!: boolean;
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
