import { createHash } from 'node:crypto';
import { type GraphQLResolveInfo, type OperationDefinitionNode, print } from 'graphql';

const printed = new WeakMap<OperationDefinitionNode, string>();

/** The operation and its fragments in normal form, so that white space and comments make no difference. */
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
 * SHA-256 of what a retry must repeat: the operation, its variables and the response key of the field. The response key
 * counts because two fields of one operation may use the same idempotency key, and the ledger entry of the first does not
 * name the items of the second.
 */
export const operationDigest = (info: GraphQLResolveInfo): Buffer =>
  createHash('sha256')
    .update(printedOperation(info))
    .update(`\0${info.path.key}\0`)
    .update(JSON.stringify(info.variableValues))
    .digest();
