import type { GraphQLSchema } from 'graphql';
import type { AnalysedApi } from '../../consent/operations/registered-operation.js';
import { graphqlText } from './graphql-texts.js';
import { QueryLimits } from './query-limits.js';

/** The API as documents are analysed against it, with the limits of whoever is signed in. */
export function analysedApi(schema: GraphQLSchema): AnalysedApi {
  const limits = new QueryLimits(schema);
  return { schema, measure: (document) => limits.greatest(document), textOf: graphqlText };
}
