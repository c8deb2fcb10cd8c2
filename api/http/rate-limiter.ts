import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { Refusal } from '../../consent/kernel/refusal.js';

interface Bucket {
  tokens: number;
  at: number;
}

/** A token bucket for each caller, with the capacity of one second. Times are monotonic milliseconds. */
export class RateLimiter {
  private readonly buckets = new LRUCache<string, Bucket>({ max: 50_000 });

  constructor(private readonly clock: () => number = () => performance.now()) {}

  /** @throws Refusal RATE_LIMITED */
  take(key: string, perSecond: number): void {
    const now = this.clock();
    const bucket = this.buckets.get(key) ?? { tokens: perSecond, at: now };
    const refilled = Math.min(perSecond, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    this.buckets.set(key, { tokens: Math.max(0, refilled - 1), at: now });
    if (refilled >= 1) return;
    throw new Refusal(
      'RATE_LIMITED',
      {
        en: 'Too many requests. Wait as long as Retry-After says, and try again.',
        zh: '请求过多。请按 Retry-After 所示等待后重试。',
      },
      { retryAfterSeconds: 1 },
    );
  }
}

/** A hook that limits the requests of each address. @throws Refusal RATE_LIMITED */
export function limitPerAddress(perSecond: number): (request: FastifyRequest) => Promise<void> {
  const rate = new RateLimiter();
  return async ({ ip }) => rate.take(ip, perSecond);
}
