import graphql from '@graphql-eslint/eslint-plugin';

const { configs, parser } = graphql;

/** Lints the emitted schema only; Biome lints the code. */
export default [
  {
    files: ['schema.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: { parser, parserOptions: { graphQLConfig: { schema: './schema.graphql' } } },
    rules: {
      ...configs['flat/schema-recommended'].rules,
      ...configs['flat/schema-relay'].rules,

      // Further rules that the schema follows.
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          EnumValueDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
        },
      ],
      '@graphql-eslint/require-deprecation-date': 'error',
      '@graphql-eslint/require-nullable-fields-with-oneof': 'error',

      // Lists go forward only: a cursor names the last row seen, and nobody reads records backwards.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],

      // Not adopted: connections have `nodes`; an edge would carry a cursor for each row, which no client asked for.
      '@graphql-eslint/relay-connection-types': 'off',
      // Not adopted: for the same reason there are no edge types.
      '@graphql-eslint/relay-edge-types': 'off',
      // Not adopted: hasPreviousPage and startCursor mean nothing in a list that goes forward only.
      '@graphql-eslint/relay-page-info': 'off',
      // Not adopted: names of items follow the national platform (setl_id is settlementId), and clients rely on them.
      '@graphql-eslint/no-typename-prefix': 'off',
      // Not adopted: an ended session leaves nothing to answer with, so endSession and endAllSessions answer a Boolean.
      '@graphql-eslint/no-scalar-result-type-on-mutation': 'off',
      // Not adopted: an id is given only to what a client can ask for by id; a data record must not be addressable.
      '@graphql-eslint/strict-id-in-types': 'off',
    },
  },
];
