import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { Refusal } from '../../../consent/kernel/refusal.js';
import type { TokenRequestLimits } from '../token-limits.js';

/** The refusal of a rate in the form of OAuth (RFC 6749, 5.2), which has no error code for it. */
export function rateLimited(error: unknown) {
  if (!(error instanceof Refusal)) throw error;
  const retryAfter = String(error.detail.retryAfterSeconds ?? 1);
  return {
    status: 429,
    retryAfter,
    body: { error: 'rate_limited', error_description: `${error.code}: ${error.message}` },
  };
}

/** @throws OIDCProviderError which the library answers as it answers errors of its own */
export function limitClient(context: KoaContextWithOIDC, limits: TokenRequestLimits): void {
  try {
    limits.client(context.oidc.client!.clientId);
  } catch (error) {
    const { status, body, retryAfter } = rateLimited(error);
    context.set('retry-after', retryAfter);
    throw Object.assign(new errors.OIDCProviderError(status, body.error), {
      error_description: body.error_description,
    });
  }
}
