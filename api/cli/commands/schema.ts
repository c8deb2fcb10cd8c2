import { createSchema } from '../../graphql/schema.js';
import { schemaText } from '../../graphql/schema-text.js';
import type { DefineCommand } from '../command/invocation.js';

export const schema: DefineCommand = (program, invocation) => {
  program
    .command('schema')
    .summary('prints the GraphQL schema')
    .description('Prints the GraphQL schema as it is served. The same text is committed as schema.graphql.')
    .action(async () => {
      invocation.text(schemaText(await createSchema()));
    });
};
