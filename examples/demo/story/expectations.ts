import { deepStrictEqual } from 'node:assert/strict';
import type { Answer, GraphqlClient, GraphqlError } from '../../clients/graphql-client.js';

/** @throws Error with both values unless they are equal */
export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  try {
    deepStrictEqual(actual, expected);
  } catch {
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
  }
}

/** For a value that is not known in advance. @throws Error with the value unless the statement holds */
export function expectThat(statement: string, holds: boolean, actual: unknown): void {
  if (!holds) throw new Error(`${statement}; got ${JSON.stringify(actual)}`);
}

/** The error of an operation that is refused with this code. @throws Error for any other answer */
export function expectRefusal({ data, errors }: Answer, code: string): GraphqlError {
  const [error] = errors;
  expectEqual(`refusal (${error?.message ?? JSON.stringify(data)})`, error?.extensions.code, code);
  return error!;
}

/** The data of an operation that succeeds. @throws Error with the code of a refusal */
export function dataOf({ data, errors }: Answer): any {
  const [error] = errors;
  if (error) throw new Error(`${error.extensions.code}: ${error.message}`);
  return data;
}

const REQUEST = `mutation RequestConsent($input: RequestConsentInput!) {
  requestConsent(input: $input) { id status requiredStrength items { item { code } required } }
}`;

/** A recipient requests consent; the request is pending until the person answers it. */
export async function requestConsent(recipient: GraphqlClient, input: Record<string, unknown>): Promise<any> {
  const { requestConsent: request } = await recipient.run(REQUEST, { input });
  expectEqual('status of the request', request.status, 'PENDING');
  return request;
}
