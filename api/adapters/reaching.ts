/** A service could not be reached. The message names it and says why, and nothing of what was sent. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** `fetch`, whose errors name the service: its own say only that something failed, or was aborted. */
export async function reaching(service: string, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    throw new Unreachable(`${service} could not be reached: ${reasonOf(error)}.`, { cause: error });
  }
}

/** Why a service could not be reached. */
export function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError' || name === 'JWKSTimeout') return 'no answer in time';
  return cause?.code ?? cause?.message ?? message;
}
