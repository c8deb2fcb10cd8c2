import type { JWK } from 'jose';
import { LRUCache } from 'lru-cache';
import type { SealableRow, Seals } from '../../consent/crypto/seal.js';
import type { Executor } from '../../consent/database/executor.js';
import type { FetchedKeys } from '../../consent/recipients/fetched-keys.js';
import type { RegisteredClient } from './authorization-server.js';

const DEFAULT_PER_SECOND = 2_000;

/** Recipients as OAuth clients: their public keys and their request rates. */
export class RecipientRegistry {
  private readonly rates = new LRUCache<string, number>({ max: 10_000, ttl: 30_000 });

  constructor(
    private readonly database: Executor,
    private readonly seals: Seals,
    private readonly published: FetchedKeys,
  ) {}

  /** A suspended recipient gets no token; the gate refuses the tokens that it already has. */
  async client(clientId: string): Promise<RegisteredClient | null> {
    const [found] = await this.database.query(
      'SELECT to_jsonb(r) AS row FROM assent.recipient AS r WHERE client_id = $1 AND suspended_at IS NULL',
      [clientId],
    );
    const row = found?.row as SealableRow | undefined;
    if (!row || !this.seals.holds('recipient', row)) return null;
    const code = row.code as string;
    const uri = row.jwks_uri as string | null;
    this.rates.set(code, row.max_requests_per_second as number);
    const jwks = uri === null ? row.jwks : await this.published.keysOf(code, uri);
    return {
      clientId: row.client_id as string,
      recipientCode: code,
      jwks: jwks as { keys: readonly JWK[] },
    };
  }

  /** Requests per second, from a cache: the rate limit of a request costs no query. */
  perSecond(recipientCode: string): number {
    const known = this.rates.get(recipientCode);
    if (known === undefined) {
      this.rates.set(recipientCode, DEFAULT_PER_SECOND);
      this.refresh(recipientCode).catch(() => this.rates.delete(recipientCode));
    }
    return known ?? DEFAULT_PER_SECOND;
  }

  private async refresh(recipientCode: string): Promise<void> {
    const [row] = await this.database.query(
      'SELECT max_requests_per_second AS rate FROM assent.recipient WHERE code = $1',
      [recipientCode],
    );
    if (row) this.rates.set(recipientCode, row.rate as number);
  }
}
