import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types of the schema and of each document, and the documents by their SHA-256: nothing of it is committed. */
const config: CodegenConfig = {
  schema: '../schema.graphql',
  documents: ['{person,public,desk,ui,api,generated}/**/*.graphql'],
  generates: {
    './api/gql/': {
      preset: 'client',
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: { hashAlgorithm: 'sha256', mode: 'replaceDocumentWithHash' },
      },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: {
          DateTime: 'string',
          Date: 'string',
          Decimal: 'string',
          YearMonth: 'string',
          PartialDate: 'string',
        },
      },
    },
  },
  silent: true,
};
export default config;
