import { type FieldNode, Kind, type ObjectValueNode, type ValueNode } from 'graphql';
import { checkAssertions } from '../records/document-selection.js';
import type { Assertion } from '../records/selection.js';
import { notRegistrable } from './problems.js';

/** Stand for the values of variables when the rest is judged: none of them makes an assertion wrong that could be right. */
const STAND_INS = { equals: 'x', atLeast: '-999999999999', atMost: '999999999999' } as const;

/**
 * The items that a `verify` field asserts.
 * @throws NotRegistrable where a variable chooses them, Refusal BAD_USER_INPUT where they are wrong whatever the variables are
 */
export function assertedItems(node: FieldNode): string[] {
  const given = node.arguments!.find(({ name }) => name.value === 'assertions')!.value;
  // GraphQL takes one value for a list of one.
  const assertions = (given.kind === Kind.LIST ? given.values : [given]).map(assertionOf);
  checkAssertions(assertions);
  return assertions.map(({ item }) => item);
}

function assertionOf(value: ValueNode): Assertion {
  if (value.kind !== Kind.OBJECT) throw variableChooses();
  const literal = (name: keyof typeof STAND_INS) => operatorOf(value, name);
  const item = value.fields.find(({ name }) => name.value === 'item')!.value;
  if (item.kind !== Kind.STRING && item.kind !== Kind.INT) throw variableChooses();
  return {
    item: item.value,
    equals: literal('equals'),
    atLeast: literal('atLeast'),
    atMost: literal('atMost'),
  };
}

/** A literal as it is, and what stands for a variable; null where there is none. */
function operatorOf({ fields }: ObjectValueNode, name: keyof typeof STAND_INS): string | null {
  const value = fields.find((field) => field.name.value === name)?.value;
  if (value === undefined || value.kind === Kind.NULL) return null;
  return value.kind === Kind.VARIABLE || !('value' in value) ? STAND_INS[name] : String(value.value);
}

const variableChooses = () =>
  notRegistrable('VARIABLE_CHOOSES_ITEMS', {
    en: 'A variable chooses which items are compared. Write the assertions of verify and their items into the document; only the values may be variables.',
    zh: '由变量决定比对哪些信息项。请把 `assertions` 和 `item` 直接写在文档中，只有值可以是变量。',
  });
