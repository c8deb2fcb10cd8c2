import { deepStrictEqual } from 'node:assert/strict';
import type { Answer, GraphqlClient, GraphqlError } from '../../clients/graphql-client.js';

/** Holds what came against what was told. @throws Error saying both */
export function told(what: string, came: unknown, expected: unknown): void {
  try {
    deepStrictEqual(came, expected);
  } catch {
    throw new Error(`${what}: told ${JSON.stringify(expected)}, came ${JSON.stringify(came)}`);
  }
}

/** For what has no one right value. */
export function toldThat(what: string, holds: boolean, came: unknown): void {
  if (!holds) throw new Error(`${what}; came ${JSON.stringify(came)}`);
}

/** The refusal that was told. */
export function refused({ data, errors }: Answer, code: string): GraphqlError {
  const [error] = errors;
  told(`refusal (${error?.message ?? JSON.stringify(data)})`, error?.extensions.code, code);
  return error!;
}

/** What an operation that succeeds answers. */
export function answered({ data, errors }: Answer): any {
  const [error] = errors;
  if (error) throw new Error(`${error.extensions.code}: ${error.message}`);
  return data;
}

const ASK = `mutation Ask($input: RequestConsentInput!) {
  requestConsent(input: $input) { id status requiredStrength items { item { code } required } }
}`;

/** A recipient asks for consent; the request waits for the person. */
export async function ask(recipient: GraphqlClient, input: Record<string, unknown>): Promise<any> {
  const { requestConsent: request } = await recipient.run(ASK, { input });
  told('status of the request', request.status, 'PENDING');
  return request;
}
