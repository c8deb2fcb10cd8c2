import {
  astFromValue,
  type ConstDirectiveNode,
  DirectiveLocation,
  GraphQLDirective,
  type GraphQLEnumType,
  GraphQLID,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLNonNull,
  type GraphQLSchema,
  Kind,
} from 'graphql';
import type { CatalogueItem } from '../../schema/catalogue.js';
import { categoryCode } from '../../schema/category.js';

const required = (type: GraphQLInputType, description: string) => ({
  type: new GraphQLNonNull(type),
  description,
});

/** The directives that mark the fields of items. Their arguments use the enum Strength of `schema`. */
export const itemDirectives = (schema: GraphQLSchema) => {
  const strength = schema.getType('Strength') as GraphQLEnumType;
  return {
    item: new GraphQLDirective({
      name: 'item',
      description: 'The field is an item (信息项) of the catalogue.',
      locations: [DirectiveLocation.FIELD_DEFINITION],
      args: {
        code: required(GraphQLID, 'Code of the item, by which requests, grants and errors name it.'),
        level: required(GraphQLInt, 'Its declared level, 1 to 3. A later catalogue version can raise it.'),
        category: required(GraphQLID, 'Code of its category.'),
      },
    }),
    requiresStrength: new GraphQLDirective({
      name: 'requiresStrength',
      description: 'How strongly a person must be authenticated for the item, at its declared level.',
      locations: [DirectiveLocation.FIELD_DEFINITION],
      args: {
        strength: required(strength, 'To give the item to a recipient, and to see it in clear.'),
        verify: required(strength, 'To have it compared (delivery VERIFY).'),
      },
    }),
  };
};

export type ItemDirectives = ReturnType<typeof itemDirectives>;

const applied = (
  directive: GraphQLDirective,
  values: Readonly<Record<string, unknown>>,
): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: directive.name },
  arguments: directive.args.map(({ name, type }) => ({
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: name },
    value: astFromValue(values[name], type) as NonNullable<ConstDirectiveNode['arguments']>[number]['value'],
  })),
});

/** The directives that the SDL applies to the field of an item. */
export const directivesOf = (
  { code, level, category, strength, verifyStrength }: CatalogueItem,
  { item, requiresStrength }: ItemDirectives,
): ConstDirectiveNode[] => [
  applied(item, { code, level, category: categoryCode(category) }),
  applied(requiresStrength, { strength, verify: verifyStrength }),
];
