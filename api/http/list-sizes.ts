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
import { personCategories, personItems, providerCategories, providerItems } from '../../schema/catalogue.js';

const largest = (sizes: readonly number[]): number => Math.max(1, ...sizes);
const mean = (total: number, of: number): number => Math.max(1, total / Math.max(1, of));

const categories = [...personCategories, ...providerCategories];
const items = [...personItems, ...providerItems];

/** Lists of the catalogue are as long as it is; a person's and an institution's are declared. */
const DECLARED: Readonly<Record<string, number>> = {
  'Catalogue.categories': personCategories.length,
  'Catalogue.providerCategories': providerCategories.length,
  'Catalogue.items': personItems.length,
  'DataCategory.items': largest(categories.map((category) => category.items.length)),
  'DataItem.codes': mean(
    items.reduce((sum, { kind }) => sum + (kind.codes?.labels.size ?? 0), 0),
    items.length,
  ),
  'Query.purposes': 20,
  'Query.officerActs': 100,
  'Query.pendingRelativeApplications': 100,
};
/** A list of which nothing is declared: the items of a grant, the wards of a person. */
const USUAL = 20;

/** How many elements a list has, as far as that is known before it is read. */
export class ListSizes {
  private readonly introspection: Readonly<Record<string, number>>;

  constructor(schema: GraphQLSchema) {
    this.introspection = introspectionSizes(schema);
  }

  /** Of a list that has no page argument; null for a field that is no list, or one whose pages are charged above it. */
  ofList(parent: string, { name, type }: GraphQLField<unknown, unknown>): number | null {
    if (!isListType(getNullableType(type)) || name === 'nodes') return null;
    const at = `${parent}.${name}`;
    return this.introspection[at] ?? DECLARED[at] ?? USUAL;
  }

  /** Of a page, as it is asked for: a literal, a variable and a default cost the same. Larger pages are refused later. */
  ofPage(first: unknown): number {
    const size = typeof first === 'number' ? first : LIMITS.defaultPageSize;
    return Math.min(Math.max(1, size), LIMITS.pageSize);
  }
}

/** Means over the schema: their products are exact along the paths of an ordinary introspection. */
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
