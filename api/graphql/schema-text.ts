import {
  type FieldDefinitionNode,
  type GraphQLSchema,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
} from 'graphql';
import { itemAt } from '../../schema/catalogue.js';
import { directivesOf, type ItemDirectives } from './directives.js';

interface FieldOfType {
  readonly type: string;
  readonly field: FieldDefinitionNode;
}

const fieldsIn = (sdl: string): FieldOfType[] =>
  parse(sdl).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION
      ? (definition.fields ?? []).map((field) => ({ type: definition.name.value, field }))
      : [],
  );

/**
 * The SDL that is committed as schema.graphql. `printSchema` prints the definitions of directives and not where they
 * are applied, so the directives of each item are inserted at the end of its field.
 */
export function schemaText(schema: GraphQLSchema): string {
  const directives = {
    item: schema.getDirective('item'),
    requiresStrength: schema.getDirective('requiresStrength'),
  } as ItemDirectives;
  const sdl = printSchema(lexicographicSortSchema(schema));
  let text = '';
  let copied = 0;
  for (const { type, field } of fieldsIn(sdl)) {
    const item = itemAt(type, field.name.value);
    if (!item) continue;
    const end = field.loc!.end;
    text += [sdl.slice(copied, end), ...directivesOf(item, directives).map(print)].join(' ');
    copied = end;
  }
  return `${text}${sdl.slice(copied)}\n`;
}
