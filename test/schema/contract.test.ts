import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  findBreakingChanges,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { createSchema } from '../../api/graphql/schema.js';
import { projectFile } from '../support/project.js';

const contract = buildSchema(projectFile('test/schema/contract.graphql'));
const contractTypes = Object.values(contract.getTypeMap()).filter(
  (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
);

const inputLine = ({ type, defaultValue }: GraphQLArgument | GraphQLInputField) =>
  defaultValue === undefined ? String(type) : `${type} = ${JSON.stringify(defaultValue)}`;

/** What a client may rely on: each name of a type with everything that the contract says about it. */
function promises(type: GraphQLNamedType): Map<string, string> {
  if (isScalarType(type)) return new Map([[type.name, 'scalar']]);
  if (isEnumType(type)) return new Map(type.getValues().map(({ name }) => [name, 'value']));
  if (isInputObjectType(type))
    return new Map(Object.values(type.getFields()).map((field) => [field.name, inputLine(field)]));
  if (!isObjectType(type)) throw new Error(`The contract has no ${type.name} of this kind.`);
  return new Map(
    Object.values(type.getFields()).flatMap((field) => [
      [field.name, String(field.type)] as const,
      ...field.args.map((arg) => [`${field.name}(${arg.name}:)`, inputLine(arg)] as const),
    ]),
  );
}

/** Additions to the contract must not be required of a client that doesn't know them. */
function demanded(type: GraphQLNamedType): string[] {
  if (isInputObjectType(type))
    return Object.values(type.getFields())
      .filter(isRequiredInputField)
      .map(({ name }) => name);
  if (!isObjectType(type)) return [];
  return Object.values(type.getFields()).flatMap(({ name, args }) =>
    args.filter(isRequiredArgument).map((arg) => `${name}(${arg.name}:)`),
  );
}

describe('the served schema', () => {
  let served: GraphQLSchema;
  beforeAll(async () => {
    served = await createSchema();
  });

  it('has all types of the contract: 11 categories, 8 provider groups and the core around them', () => {
    expect(contractTypes.length).toBeGreaterThan(70);
    expect(contractTypes.map(({ name }) => name).filter((name) => !served.getType(name))).toEqual([]);
  });

  it.each(contractTypes.map((type) => [type.name, type] as const))(
    'has the fields, arguments, defaults and nullability of %s',
    (name, promised) => {
      const type = served.getType(name)!;
      expect(type.constructor.name).toBe(promised.constructor.name);
      const given = promises(type);
      const kept = new Map([...promises(promised).keys()].map((key) => [key, given.get(key) ?? 'missing']));
      expect(kept).toEqual(promises(promised));
    },
  );

  it.each(contractTypes.filter(isEnumType).map((type) => [type.name, type] as const))(
    'has no value of %s that the contract does not have',
    (name, promised) => {
      expect([...promises(served.getType(name)!).keys()].sort()).toEqual(
        [...promises(promised).keys()].sort(),
      );
    },
  );

  it('requires no argument that the contract does not require', () => {
    const more = contractTypes.flatMap((promised) =>
      demanded(served.getType(promised.name)!)
        // A field that the contract does not have may require arguments.
        .filter((name) => !name.includes('(') || promises(promised).has(name.replace(/\(.*/, '')))
        .filter((name) => !demanded(promised).includes(name))
        .map((name) => `${promised.name}.${name}`),
    );
    expect(more).toEqual([]);
  });

  it('has no breaking change against the contract by graphql-js’s own comparison', () => {
    expect(findBreakingChanges(contract, served)).toEqual([]);
  });
});
