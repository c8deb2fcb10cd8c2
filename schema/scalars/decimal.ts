import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const EXACT = /^-?\d{1,14}(\.\d{1,6})?$/;

const exact = (value: unknown): string => {
  if (typeof value === 'string' && EXACT.test(value)) return value;
  throw new GraphQLError('A Decimal is written as a string such as "1280.50".');
};

/** An exact decimal number as a string. A masked amount is "****" or a range such as "5000-8000". */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'An exact decimal number as a string, "1280.50", without exponent. In answers a masked amount is "****", "******" or a range such as "5000-8000", as the description of the field tells: parse it only where the delivery is RETURN.',
  specifiedByURL: 'https://www.w3.org/TR/xmlschema-2/#decimal',
  serialize: (value) => String(value),
  parseValue: exact,
  parseLiteral: (node) => {
    if (node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT)
      return exact(node.value);
    throw new GraphQLError('A Decimal is written as a string such as "1280.50".', { nodes: node });
  },
});
