import { createHash } from 'node:crypto';
import { type GraphQLResolveInfo, type OperationDefinitionNode, print } from 'graphql';

const printed = new WeakMap<OperationDefinitionNode, string>();

/** Operation and fragments in one spelling, so that white space and comments make no difference. */
function printedOperation({ operation, fragments }: GraphQLResolveInfo): string {
  const known = printed.get(operation);
  if (known !== undefined) return known;
  const text = [
    operation,
    ...Object.keys(fragments)
      .sort()
      .map((name) => fragments[name]!),
  ]
    .map(print)
    .join('\n');
  printed.set(operation, text);
  return text;
}

/**
 * SHA-256 of what a retry must repeat: operation, variables, and which of its fields this is. For two fields of one
 * operation may name one key, and the second would read what the first one's entry does not say.
 */
export const operationDigest = (info: GraphQLResolveInfo): Buffer =>
  createHash('sha256')
    .update(printedOperation(info))
    .update(`\0${info.path.key}\0`)
    .update(JSON.stringify(info.variableValues))
    .digest();
