import {
  type GraphQLField,
  type GraphQLSchema,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
} from 'graphql';
import { LIMITS } from '../../consent/kernel/limits.js';
import { REVIEW_QUESTIONS } from '../../consent/onboarding/questions.js';
import { itemsOf } from '../../consent/purposes/purpose.js';
import { purposes } from '../../consent/purposes/registry.js';
import { VERSIONS_MAX } from '../../consent/recipients/find-recipient.js';
import { personCategories, personItems, providerCategories, providerItems } from '../../schema/catalogue.js';

const largest = (sizes: readonly number[]): number => Math.max(1, ...sizes);
const mean = (total: number, of: number): number => Math.max(1, total / Math.max(1, of));

const categories = [...personCategories, ...providerCategories];
const items = [...personItems, ...providerItems];
const openings = purposes.reduce((sum, purpose) => sum + itemsOf(purpose).length, 0);

/** Sizes of lists without a page argument. Those of the catalogue are computed from it. */
const DECLARED: Readonly<Record<string, number>> = {
  'Catalogue.categories': personCategories.length,
  'Catalogue.providerCategories': providerCategories.length,
  'Catalogue.items': personItems.length,
  'DataCategory.items': largest(categories.map((category) => category.items.length)),
  'DataItem.codes': mean(
    items.reduce((sum, { kind }) => sum + (kind.codes?.labels.size ?? 0), 0),
    items.length,
  ),
  'Query.openData': items.length,
  'OpenDataEntry.opens': mean(openings, items.length),
  'OpenDataEntry.examples': 3,
  'Purpose.modes': 3,
  'Product.purposes': 5,
  'Recipient.agreements': VERSIONS_MAX,
  'Agreement.purposes': purposes.filter(({ consentRequired }) => consentRequired).length,
  'AgreedPurpose.items': mean(openings, purposes.length),
  'AgreedPurpose.operations': 3,
  'RegisteredOperation.reads': 10,
  'RegisteredOperation.filtersBy': 2,
  'RegisteredOperation.compares': 3,
  'RegisteredOperation.switches': 3,
  'RegisteredOperation.beyondMinimum': 3,
  'OperationSwitch.items': 3,
  'AppliedPurpose.items': mean(openings, purposes.length),
  'AppliedPurpose.modes': 3,
  'AppliedPurpose.beyondMinimum': mean(openings, purposes.length),
  'Application.agreementDiff': 50,
  'Application.review': REVIEW_QUESTIONS.length,
  'Application.keyThumbprints': 4,
  'OfficerAct.diff': 50,
  'Query.purposes': 20,
  'Query.pendingRelativeApplications': 100,
  'Query.pendingCounterApprovals': 50,
  'Query.counterSessions': LIMITS.pageSize,
  'CounterEvidence.documents': 20,
  'CounterSession.approvals': 50,
};
/** The argument by which such a list has one element. */
const ONE_BY: ReadonlyMap<string, string> = new Map([['Query.openData', 'item']]);

/** The size of any other list without a page argument, such as the items of a grant or the wards of a person. */
const USUAL = 20;

/** Estimates the number of elements of a list before it is read. */
export class ListSizes {
  private readonly introspection: Readonly<Record<string, number>>;

  constructor(schema: GraphQLSchema) {
    this.introspection = introspectionSizes(schema);
  }

  /**
   * The size of a list without a page argument.
   * @returns null if the field returns no list, or is the `nodes` of a page, whose size is counted at the paged field
   */
  ofList(parent: string, { name, type }: GraphQLField<unknown, unknown>): number | null {
    if (!isListType(getNullableType(type)) || name === 'nodes') return null;
    const at = `${parent}.${name}`;
    return this.introspection[at] ?? DECLARED[at] ?? USUAL;
  }

  /** The argument that names one element of the list; undefined if there is none. */
  oneBy(parent: string, { name }: GraphQLField<unknown, unknown>): string | undefined {
    return ONE_BY.get(`${parent}.${name}`);
  }

  /** The size of a page, given its `first` argument. A page over the limit counts as the limit: its resolver refuses it. */
  ofPage(first: unknown): number {
    const size = typeof first === 'number' ? first : LIMITS.defaultPageSize;
    return Math.min(Math.max(1, size), LIMITS.pageSize);
  }
}

/**
 * Sizes of the lists of introspection, as means over the schema. For a standard introspection query the product of the
 * means along a path equals the real number of elements.
 */
function introspectionSizes(schema: GraphQLSchema): Readonly<Record<string, number>> {
  const types = Object.values(schema.getTypeMap());
  const fields = types.flatMap((type) =>
    isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [],
  );
  const inputFields = types.flatMap((type) =>
    isInputObjectType(type) ? Object.values(type.getFields()) : [],
  );
  const values = types.flatMap((type) => (isEnumType(type) ? type.getValues() : []));
  const directives = schema.getDirectives();
  const count = types.length;
  return {
    '__Schema.types': count,
    '__Schema.directives': directives.length,
    '__Type.fields': mean(fields.length, count),
    '__Type.inputFields': mean(inputFields.length, count),
    '__Type.enumValues': mean(values.length, count),
    '__Type.interfaces': 1,
    '__Type.possibleTypes': 1,
    '__Field.args': mean(
      fields.reduce((sum, { args }) => sum + args.length, 0),
      fields.length,
    ),
    '__Directive.args': mean(
      directives.reduce((sum, { args }) => sum + args.length, 0),
      directives.length,
    ),
    '__Directive.locations': 3,
  };
}
