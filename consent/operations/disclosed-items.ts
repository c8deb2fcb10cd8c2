import { type GraphQLObjectType, type GraphQLSchema, getArgumentValues, getNamedType, Kind } from 'graphql';
import { categoryAt, itemAt } from '../../schema/catalogue.js';
import { pageSizeOf } from '../kernel/page-size.js';
import { checkPeriod, subjectType, timeItems } from '../records/document-selection.js';
import type { Need } from '../records/need.js';
import { assertedItems } from './assertions.js';
import type { ConditionalField, ConditionalFields } from './conditional-fields.js';
import { ALWAYS, type Condition, type Conditions, NEVER } from './conditions.js';
import { notRegistrable } from './problems.js';

/** An item that a document needs, and when. */
export interface ConditionalNeed extends Need {
  readonly when: Condition;
}

/** What one field of type Disclosure asks for. */
export interface DisclosedItems {
  readonly needs: readonly ConditionalNeed[];
  /** When it is answered at all: a category without an item refuses the whole, and so does an item that is compared twice. */
  readonly answered: Condition;
}

/** Collects what fields of type Disclosure ask for, for all values of the Boolean variables. */
export class DisclosedItemsOf {
  constructor(
    readonly schema: GraphQLSchema,
    private readonly fields: ConditionalFields,
    private readonly conditions: Conditions,
  ) {}

  /** @throws NotRegistrable; Refusal BAD_USER_INPUT for an argument that is wrong whatever the variables are */
  of(disclosure: ConditionalField): DisclosedItems {
    const found: ConditionalNeed[] = [];
    let answered: Condition = ALWAYS;
    const demand = (condition: Condition) => {
      answered = this.conditions.both(answered, condition);
    };
    const compared = new Map<string, Condition>();
    for (const field of this.fields.below(disclosure)) {
      if (field.name === 'person' || field.name === 'provider') {
        const subject = field.name === 'person' ? 'PERSON' : 'PROVIDER';
        for (const category of this.fields.below(field).filter(isSelected))
          demand(this.category(subject, category, found));
      }
      if (field.name !== 'verify' || field.when === NEVER) continue;
      if (disclosure.name !== 'redeemGrant') throw verifyElsewhere();
      for (const item of assertedItems(field.places[0]!.node)) {
        const before = compared.get(item) ?? NEVER;
        demand(this.conditions.not(this.conditions.both(before, field.when)));
        compared.set(item, this.conditions.either(before, field.when));
        found.push({ item, use: 'VERIFIED', when: field.when });
      }
    }
    return { needs: found, answered };
  }

  /** Adds the needs of one category. @returns when it does not refuse the whole */
  private category(
    subject: 'PERSON' | 'PROVIDER',
    field: ConditionalField,
    found: ConditionalNeed[],
  ): Condition {
    const parent = subjectType(this, subject);
    const category = categoryAt(subject, field.name)!;
    const records = category.many ? this.fields.below(field).filter(({ name }) => name === 'nodes') : [field];
    const type = getNamedType(parent.getFields()[field.name]!.type) as GraphQLObjectType;
    const record = category.many ? (getNamedType(type.getFields().nodes!.type) as GraphQLObjectType) : type;
    let some: Condition = NEVER;
    for (const one of records.flatMap((each) => this.fields.below(each)).filter(isSelected)) {
      found.push({ item: itemAt(record.name, one.name)!.code, use: 'SHOWN', when: one.when });
      some = this.conditions.either(some, one.when);
    }
    if (filters(parent, field))
      found.push(
        ...timeItems(category).map((item) => ({ item, use: 'FILTERED' as const, when: field.when })),
      );
    return this.conditions.either(this.conditions.not(field.when), some);
  }
}

const isSelected = ({ name, when }: ConditionalField): boolean => !name.startsWith('__') && when !== NEVER;

/** Whether records are, or may be, filtered by time. @throws Refusal BAD_USER_INPUT for literals that are always refused */
function filters(parent: GraphQLObjectType, { places }: ConditionalField): boolean {
  // Validation has found that fields of one response key have the same arguments.
  const { node } = places[0]!;
  // Variables are left out: what remains are the literals.
  const literals = getArgumentValues(parent.getFields()[node.name.value]!, node, {});
  pageSizeOf(literals.first as number | null | undefined);
  checkPeriod((literals.from as string | undefined) ?? null, (literals.to as string | undefined) ?? null);
  return (node.arguments ?? []).some(
    ({ name, value }) => (name.value === 'from' || name.value === 'to') && value.kind !== Kind.NULL,
  );
}

const verifyElsewhere = () =>
  notRegistrable('BAD_ARGUMENT', {
    en: 'verify answers within redeemGrant only. Leave it out below disclosure.',
    zh: 'verify 只在 redeemGrant 中应答。请从 disclosure 下去掉。',
  });
