import { beforeAll, describe, expect, it } from '@jest/globals';
import { type GraphQLObjectType, type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import { createSchema } from '../../api/graphql/schema.js';
import { itemAt, personItems, providerItems } from '../../schema/catalogue.js';
import { agreedCatalogue as agreed } from './agreed.js';

interface Place {
  readonly path: string;
  readonly type: string;
  readonly field: string;
  /** The object type of the field, if it has one. */
  readonly to: GraphQLObjectType | null;
}

const SUBJECTS = ['InsuredPerson', 'Provider'];
const DOORS = ['person', 'provider', 'providers'];

function fieldsOf(type: GraphQLObjectType, path: string): Place[] {
  return Object.values(type.getFields()).map(({ name, type: fieldType }) => {
    const to = getNamedType(fieldType);
    return { path: `${path}.${name}`, type: type.name, field: name, to: isObjectType(to) ? to : null };
  });
}

/** Every field that can be reached from a type, visiting each type once. */
function everythingBelow(start: GraphQLObjectType): Place[] {
  const seen = new Set<GraphQLObjectType>([start]);
  const places: Place[] = [];
  const queue: [GraphQLObjectType, string][] = [[start, start.name]];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const below = fieldsOf(...next);
    places.push(...below);
    for (const { to, path } of below)
      if (to && !seen.has(to)) {
        seen.add(to);
        queue.push([to, path]);
      }
  }
  return places;
}

describe('the schema below a subject', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = await createSchema();
  });
  const typed = (name: string) => schema.getType(name) as GraphQLObjectType;

  it.each(SUBJECTS)('has below %s no field that is not an item of the catalogue (default deny)', (name) => {
    const places = everythingBelow(typed(name));
    const leaves = places.filter(({ to }) => to === null);
    const unclassified = leaves.filter(({ type, field }) => type !== 'PageInfo' && !itemAt(type, field));
    expect(leaves.length).toBeGreaterThan(50);
    expect(unclassified.map(({ path }) => path)).toEqual([]);
  });

  it('has each item of the catalogue exactly once', () => {
    const leaves = SUBJECTS.flatMap((name) => everythingBelow(typed(name))).filter(
      ({ to, type }) => to === null && type !== 'PageInfo',
    );
    const codes = leaves.map(({ type, field }) => itemAt(type, field)!.code);
    expect(codes.sort()).toEqual([...personItems, ...providerItems].map(({ code }) => code).sort());
  });

  it.each(SUBJECTS)(
    'has in %s only nodes and pageInfo around the items: no totals and no further fields',
    (name) => {
      const inner = everythingBelow(typed(name)).filter(({ to, type }) => to !== null && type !== name);
      for (const { path, field } of inner) expect(`${path}: ${field}`).toMatch(/: (nodes|pageInfo)$/);
    },
  );

  it('gives in its lists a cursor for the next page and no number of records', () => {
    const connections = Object.keys(schema.getTypeMap()).filter((name) => name.endsWith('Connection'));
    expect(connections.length).toBeGreaterThan(12);
    for (const name of connections)
      expect({ [name]: Object.keys(typed(name).getFields()).sort() }).toEqual({
        [name]: ['nodes', 'pageInfo'],
      });
    expect(Object.keys(typed('PageInfo').getFields()).sort()).toEqual(['endCursor', 'hasNextPage']);
  });
});

describe('the schema outside of subjects', () => {
  let schema: GraphQLSchema;
  const objects = () =>
    Object.values(schema.getTypeMap()).filter(
      (type) => isObjectType(type) && !type.name.startsWith('__'),
    ) as GraphQLObjectType[];
  beforeAll(async () => {
    schema = await createSchema();
  });

  it('leads to a subject only by person and provider(s) of Account, ApprovalPreview, DeceasedRecord, Disclosure and Ward', () => {
    const doors = objects()
      .flatMap((type) => fieldsOf(type, type.name))
      .filter(({ to }) => to !== null && SUBJECTS.includes(to.name));
    expect(doors.map(({ path }) => path).sort()).toEqual([
      'Account.person',
      'Account.provider',
      'Account.providers',
      'ApprovalPreview.person',
      'ApprovalPreview.provider',
      'DeceasedRecord.person',
      'Disclosure.person',
      'Disclosure.provider',
      'Ward.person',
    ]);
    for (const { field } of doors) expect(DOORS).toContain(field);
  });

  it.each(['Disclosure', 'Grant', 'Recipient', 'Account', 'ConsentRequest', 'Query', 'Mutation'])(
    'leads from %s to a category of data only by these fields',
    (name) => {
      const dataTypes = new Set(
        SUBJECTS.flatMap((subject) => everythingBelow(schema.getType(subject) as GraphQLObjectType)).map(
          ({ type }) => type,
        ),
      );
      dataTypes.delete('PageInfo');
      const seen = new Set<string>([name]);
      const reached: string[] = [];
      const follow = (type: GraphQLObjectType) => {
        for (const { to, path } of fieldsOf(type, type.name)) {
          if (to === null) continue;
          if (SUBJECTS.includes(to.name)) continue;
          if (dataTypes.has(to.name)) reached.push(path);
          if (!seen.has(to.name)) {
            seen.add(to.name);
            follow(to);
          }
        }
      };
      follow(schema.getType(name) as GraphQLObjectType);
      expect(reached).toEqual([]);
      expect(seen.size).toBeGreaterThan(3);
    },
  );

  it('has no item of the catalogue in any other type', () => {
    const outside = objects().filter(({ name }) => !SUBJECTS.includes(name));
    const entries = outside.flatMap((type) => fieldsOf(type, type.name)).filter(({ to }) => to === null);
    const classified = entries.filter(({ type, field }) => itemAt(type, field) !== undefined);
    expect(classified).toHaveLength(agreed.items.length + agreed.providerItems.length);
  });
});
