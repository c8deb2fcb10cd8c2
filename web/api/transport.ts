import type { TypedDocumentString } from './gql/graphql';
import { Refused } from './refusal';

const TIMEOUT_MS = 15_000;
/** A header that no other site can have a browser send. */
const HEADERS = { 'assent-portal': '1' };

/** One request to the platform. Its only store is the session's cookie, which no script can read. */
async function send(path: string, init: RequestInit): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(path, {
      ...init,
      headers: { ...HEADERS, ...init.headers },
      signal,
      cache: 'no-store',
    });
  } catch {
    throw new Refused(navigator.onLine ? 'UNAVAILABLE' : 'OFFLINE');
  }
}

export async function sendJson(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await send(path, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  if (response.status === 204) return null;
  const answer: unknown = await response.json().catch(() => null);
  throwIfRefused(answer);
  if (!response.ok) throw new Refused('UNAVAILABLE');
  return answer;
}

/** A public file of the platform, as text. @throws Refused */
export async function readText(path: string): Promise<string> {
  const response = await send(path, { method: 'GET' });
  if (!response.ok) throw new Refused('UNAVAILABLE');
  return response.text();
}

/** Runs one of the documents that the pages were built with. @throws Refused */
export async function run<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const documentId = idOf(document);
  const answer = (await sendJson('POST', '/portal/graphql', { documentId, variables })) as { data: Result };
  return answer.data;
}

/** The build puts the SHA-256 of each document in its place. */
const idOf = (document: unknown): string =>
  (document as { __meta__: { hash: string } }).__meta__.hash.replace('sha256:', '');

function throwIfRefused(answer: unknown): void {
  const [error] =
    (answer as { errors?: { message: string; extensions?: Record<string, unknown> }[] } | null)?.errors ?? [];
  if (error) throw Refused.from(error.extensions ?? {});
}
