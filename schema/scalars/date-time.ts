import { GraphQLScalarType } from 'graphql';
import { GraphQLDateTimeISO } from 'graphql-scalars';

/** RFC 3339 with an offset; answers are in UTC. A time without an offset is ambiguous and therefore refused. */
export const DateTimeScalar = new GraphQLScalarType<Date, Date | string>({
  ...GraphQLDateTimeISO.toConfig(),
  name: 'DateTime',
  description: 'RFC 3339 with offset; answers in UTC.',
});
