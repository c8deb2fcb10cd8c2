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
  description:
    'A day of the calendar, YYYY-MM-DD, in the city (UTC+8). In answers a masked day is cut to its month ("2026-03") or its year ("1980"), as the description of the field tells. Input is always a whole day.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  serialize: (value) => String(value),
  parseValue: realDay,
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING) return realDay(node.value);
    throw new GraphQLError('A Date is a real day written YYYY-MM-DD.', { nodes: node });
  },
});
