import { createSchema } from '../../graphql/schema.js';
import { schemaText } from '../../graphql/schema-text.js';
import { type Command, noArguments } from '../command/command.js';

export const schema: Command = {
  summary: 'prints the GraphQL schema',
  help: `assent schema

  Prints the GraphQL schema as it is served. The same text is committed as schema.graphql.
`,
  options: {},
  async run(args, { out }) {
    noArguments(args);
    out.write(schemaText(await createSchema()));
    return 0;
  },
};
