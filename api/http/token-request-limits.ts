import type { TokenRequestLimits } from '../auth/token-limits.js';
import { RateLimiter } from './rate-limiter.js';

/** A token lasts five minutes, so an honest client asks far less often. Many clients may share an address. */
const PER_SECOND = { address: 100, client: 20 } as const;

/**
 * Limits of the token endpoint, in this process.
 * @param clock monotonic milliseconds
 */
export function tokenRequestLimits(clock?: () => number): TokenRequestLimits {
  const rate = new RateLimiter(clock);
  return {
    address: (address) => rate.take(`address ${address}`, PER_SECOND.address),
    client: (clientId) => rate.take(`client ${clientId}`, PER_SECOND.client),
  };
}
