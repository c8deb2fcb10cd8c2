import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

const realDay = (value: unknown): string => {
  const match = typeof value === 'string' ? DAY.exec(value) : null;
  if (match) {
    const time = new Date(`${value}T00:00:00Z`);
    if (!Number.isNaN(time.getTime()) && time.toISOString().startsWith(String(value))) return String(value);
  }
  throw new GraphQLError('A Date is a real day written YYYY-MM-DD.');
};

/** A day, YYYY-MM-DD. Masked, it is cut to its month or year. */
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
