import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/** The year 0000 exists neither in the calendar nor in PostgreSQL. */
const DAY = /^(?!0000)\d{4}-\d{2}-\d{2}$/;

const realDay = (value: unknown): string => {
  if (typeof value === 'string' && DAY.test(value)) {
    const time = new Date(`${value}T00:00:00Z`);
    if (!Number.isNaN(time.getTime()) && time.toISOString().startsWith(value)) return value;
  }
  throw new GraphQLError('A Date is a real day written YYYY-MM-DD.');
};

/** A calendar day, YYYY-MM-DD. A masked day is cut to its month or year. */
export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: 'A day, YYYY-MM-DD. Masked, it is cut to its month or year: "2026-03".',
  serialize: (value) => String(value),
  parseValue: realDay,
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return realDay(node.value);
    throw new GraphQLError('A Date is a real day written YYYY-MM-DD.', { nodes: node });
  },
});
