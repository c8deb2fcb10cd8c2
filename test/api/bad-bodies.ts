const json = (value: unknown) => JSON.stringify(value);
export const operation = (query: string, variables?: unknown) => json({ query, variables });
const nested = (depth: number) =>
  `{ catalogue { categories ${'{ items { category '.repeat(depth)}{ code }${' } }'.repeat(depth)} } }`;
const aliases = (count: number) =>
  `{ ${Array.from({ length: count }, (_, n) => `a${n}: __typename`).join(' ')} }`;
const list = (literal: string, depth: number) => '['.repeat(depth) + literal + ']'.repeat(depth);

/** Bodies of POST /graphql that make no sense, and what each is answered. */
export const BODIES: [what: string, body: string, code: string, status: number][] = [
  ['malformed JSON', '{"query": "{ me', 'BAD_USER_INPUT', 400],
  ['no body', '', 'BAD_USER_INPUT', 400],
  ['null', 'null', 'BAD_USER_INPUT', 400],
  ['a number', '42', 'BAD_USER_INPUT', 400],
  ['a string', '"{ purposes { code } }"', 'BAD_USER_INPUT', 400],
  ['an object without a query', '{}', 'BAD_USER_INPUT', 400],
  ['a query that is a number', '{"query": 1}', 'BAD_USER_INPUT', 400],
  ['a query that is null', '{"query": null}', 'BAD_USER_INPUT', 400],
  ['an empty query', operation(''), 'BAD_USER_INPUT', 400],
  ['variables that are a list', operation('{ __typename }', []), 'BAD_USER_INPUT', 400],
  ['variables that are a text', operation('{ __typename }', 'x'), 'BAD_USER_INPUT', 400],
  ['extensions that are a text', json({ query: '{ __typename }', extensions: 'x' }), 'BAD_USER_INPUT', 400],
  [
    'an operation name that is an object',
    json({ query: '{ __typename }', operationName: {} }),
    'BAD_USER_INPUT',
    400,
  ],
  [
    'a persisted query that nobody keeps',
    json({ extensions: { persistedQuery: { version: 1, sha256Hash: 'abc' } } }),
    'BAD_USER_INPUT',
    400,
  ],
  ['a batch', json([{ query: '{ __typename }' }, { query: '{ __typename }' }]), 'BAD_USER_INPUT', 400],
  [
    'a key that would reach into prototypes',
    '{"query": "{ __typename }", "__proto__": {"admin": true}}',
    'BAD_USER_INPUT',
    400,
  ],
  [
    'the same in variables',
    '{"query": "{ __typename }", "variables": {"constructor": {"prototype": {"admin": true}}}}',
    'BAD_USER_INPUT',
    400,
  ],
  ['no GraphQL', operation('drop table people'), 'BAD_USER_INPUT', 400],
  ['an unclosed selection', operation('{ purposes { code }'), 'BAD_USER_INPUT', 400],
  ['an empty selection', operation('{ }'), 'BAD_USER_INPUT', 400],
  ['a selection left out', operation('{ purposes }'), 'BAD_USER_INPUT', 400],
  ['an unknown field', operation('{ purposes { code secret } }'), 'BAD_USER_INPUT', 400],
  ['an unknown argument', operation('{ purposes(all: true) { code } }'), 'BAD_USER_INPUT', 400],
  ['an unknown type', operation('query ($a: Nobody) { purposes { code } }'), 'BAD_USER_INPUT', 400],
  // Well formed, and refused only when it is executed: GraphQL over HTTP leaves that at 200 for application/json.
  ['a subscription', operation('subscription { purposes { code } }'), 'BAD_USER_INPUT', 200],
  [
    'two operations and no name',
    operation('query A { __typename } query B { __typename }'),
    'BAD_USER_INPUT',
    400,
  ],
  [
    'a name of no operation',
    json({ query: 'query A { __typename }', operationName: 'B' }),
    'BAD_USER_INPUT',
    400,
  ],
  [
    'fragments in a circle',
    operation('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'),
    'BAD_USER_INPUT',
    400,
  ],
  [
    'a fragment within itself',
    operation('{ ...A } fragment A on Query { purposes { code } ...A }'),
    'BAD_USER_INPUT',
    400,
  ],
  ['a fragment that is nowhere', operation('{ ...A }'), 'BAD_USER_INPUT', 400],
  [
    'a missing variable',
    operation('query ($v: Int!) { catalogue(version: $v) { version } }'),
    'BAD_USER_INPUT',
    400,
  ],
  [
    'a variable of another type',
    operation('query ($v: Int) { catalogue(version: $v) { version } }', { v: 'one' }),
    'BAD_USER_INPUT',
    400,
  ],
  [
    'a variable in a list in a list',
    operation('query ($v: Int) { catalogue(version: $v) { version } }', { v: [[1]] }),
    'BAD_USER_INPUT',
    400,
  ],
  ['an Int of 33 bits', operation('{ catalogue(version: 4294967296) { version } }'), 'BAD_USER_INPUT', 400],
  [
    'an Int of 33 bits in a variable',
    operation('query ($v: Int) { catalogue(version: $v) { version } }', { v: 2 ** 32 }),
    'BAD_USER_INPUT',
    400,
  ],
  [
    'an Int with a fraction',
    operation('query ($v: Int) { catalogue(version: $v) { version } }', { v: 1.5 }),
    'BAD_USER_INPUT',
    400,
  ],
  [
    'a list where one value is meant',
    operation(`{ catalogue(version: ${list('1', 500)}) { version } }`),
    'BAD_USER_INPUT',
    400,
  ],
  ['a query of 1 MB', operation(`{ __typename } # ${'x'.repeat(1_000_000)}`), 'QUERY_TOO_EXPENSIVE', 400],
  [
    'variables of 1 MB',
    operation('{ __typename }', { x: 'x'.repeat(1_000_000) }),
    'QUERY_TOO_EXPENSIVE',
    400,
  ],
  ['10,000 aliases', operation(aliases(10_000)), 'QUERY_TOO_EXPENSIVE', 400],
  ['201 aliases', operation(aliases(201)), 'QUERY_TOO_EXPENSIVE', 400],
  ['a depth of 200', operation(nested(100)), 'QUERY_TOO_EXPENSIVE', 400],
  [
    'a literal of lists 1,000 deep',
    operation(`{ catalogue(version: ${list('1', 1_000)}) { version } }`),
    'BAD_USER_INPUT',
    400,
  ],
  [
    'a variable of lists 50,000 deep',
    `{"query": "query ($v: Int) { catalogue(version: $v) { version } }", "variables": {"v": ${list('1', 50_000)}}}`,
    'BAD_USER_INPUT',
    400,
  ],
  [
    'a literal of lists 5,000 deep',
    operation(`{ catalogue(version: ${list('1', 5_000)}) { version } }`),
    'QUERY_TOO_EXPENSIVE',
    400,
  ],
  [
    'selections 3,900 deep',
    operation(`${'{ a '.repeat(3_900)}${'}'.repeat(3_900)}`),
    'QUERY_TOO_EXPENSIVE',
    400,
  ],
  [
    'fragments that double 30 times',
    operation(
      `{ ...F0 } ${Array.from({ length: 30 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`).join(' ')} fragment F30 on Query { __typename }`,
    ),
    'QUERY_TOO_EXPENSIVE',
    400,
  ],
  [
    'lists within lists within lists',
    operation('{ recipient { grants(first: 200) { nodes { disclosures(first: 200) { nodes { id } } } } } }'),
    'QUERY_TOO_EXPENSIVE',
    400,
  ],
  [
    'one long list many times over',
    operation(
      `{ me { person { ${Array.from({ length: 150 }, (_, n) => `a${n}: settlements(first: 200) { nodes { totalFee } }`).join(' ')} } } }`,
    ),
    'QUERY_TOO_EXPENSIVE',
    400,
  ],
];
