import type { FastifyInstance } from 'fastify';
import {
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';
import type { Bilingual } from '../../../consent/kernel/bilingual.js';
import { Refusal } from '../../../consent/kernel/refusal.js';
import { graphqlText } from '../graphql-texts.js';

const ROOT_FIELDS = new Set(['__schema', '__type', '__typename']);

/** `POST /graphql` of the operator's port: answers introspection and nothing else, so it needs no caller. */
export function introspectionRoute(app: FastifyInstance, schema: GraphQLSchema): void {
  app.post<{ Body: { query?: unknown; variables?: Record<string, unknown> } | null }>(
    '/graphql',
    async ({ body }) => introspect(schema, String(body?.query ?? ''), body?.variables),
  );
}

async function introspect(
  schema: GraphQLSchema,
  query: string,
  variableValues: Record<string, unknown> = {},
): Promise<ExecutionResult> {
  const refuse = (text: Bilingual) => new Refusal('BAD_USER_INPUT', text, { field: 'query' });
  let document: ReturnType<typeof parse>;
  try {
    document = parse(query);
  } catch (error) {
    throw refuse(graphqlText((error as Error).message));
  }
  const [wrong] = validate(schema, document);
  if (wrong) throw refuse(graphqlText(wrong.message));
  const onlyIntrospection = document.definitions.every(
    (definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ||
      (definition.kind === Kind.OPERATION_DEFINITION && isIntrospection(definition.selectionSet)),
  );
  if (!onlyIntrospection)
    throw refuse({
      en: 'This port answers __schema and __type only. Everything else is on the public port.',
      zh: '此端口只应答 __schema 和 __type。其余请使用对外端口。',
    });
  return execute({ schema, document, variableValues });
}

/** Whether each selection is itself a field of introspection: a fragment at the root is not looked into. */
const isIntrospection = ({ selections }: SelectionSetNode): boolean =>
  selections.every((node) => node.kind === Kind.FIELD && ROOT_FIELDS.has(node.name.value));
