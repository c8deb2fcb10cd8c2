import type { JWK } from 'jose';
import { LRUCache } from 'lru-cache';
import type { SealableRow, Seals } from '../../consent/crypto/seal.js';
import type { Executor } from '../../consent/database/executor.js';
import type { FetchedKeys } from '../../consent/recipients/fetched-keys.js';
import { jwkOf } from '../../consent/recipients/key-record.js';
import { isLoopbackUri } from '../../consent/recipients/redirect-uri.js';

/** A recipient as an OAuth client, with the public keys that it signs assertions with. */
export interface RegisteredClient {
  readonly clientId: string;
  readonly jwks: { readonly keys: readonly JWK[] };
  readonly recipientCode: string;
  /** Where people may be sent back to. Without any, the client gets tokens of its own only. */
  readonly redirectUris?: readonly string[];
}

const DEFAULT_PER_SECOND = 2_000;

/** Recipients as OAuth clients: their public keys and their request rates. */
export class RecipientRegistry {
  private readonly rates = new LRUCache<string, number>({ max: 10_000, ttl: 30_000 });

  constructor(
    private readonly database: Executor,
    private readonly seals: Seals,
    private readonly published: FetchedKeys,
    /** Whether people may be sent back to this machine. */
    private readonly loopback: boolean,
  ) {}

  /** A suspended recipient gets no token; the gate refuses the tokens that it already has. */
  async client(clientId: string): Promise<RegisteredClient | null> {
    const [found] = await this.database.query('SELECT software, recipient FROM assent.client_of($1)', [
      clientId,
    ]);
    const { software, recipient } = (found ?? {}) as { software?: SealableRow; recipient?: SealableRow };
    if (!software || !recipient) return null;
    if (!this.seals.holds('software', software) || !this.seals.holds('recipient', recipient)) return null;
    const code = recipient.code as string;
    this.rates.set(code, recipient.max_requests_per_second as number);
    return {
      clientId,
      recipientCode: code,
      jwks: { keys: await this.keysOf(software) },
      redirectUris: (software.redirect_uris as string[]).filter(
        (one) => this.loopback || !isLoopbackUri(one),
      ),
    };
  }

  /** The keys that the software signs with now. Those that it publishes are good for as long as they were seen there. */
  private async keysOf(software: SealableRow): Promise<JWK[]> {
    const [softwareId, clientId] = [software.id as string, software.client_id as string];
    const uri = software.jwks_uri as string | null;
    const published = uri === null ? null : await this.published.goodKeys({ softwareId, clientId, uri });
    const rows = await this.database.query('SELECT assent.usable_keys($1) AS row', [softwareId]);
    return rows
      .map(({ row }) => row as SealableRow)
      .filter((row) => row.software_id === softwareId && this.seals.holds('recipient_key', row))
      .filter(({ thumbprint }) => published === null || published.includes(thumbprint as string))
      .map(jwkOf);
  }

  /** Notes that a token was asked for with a key. */
  async used(thumbprint: string): Promise<void> {
    await this.database.query("SELECT assent.note_key_use(decode($1, 'hex'))", [
      Buffer.from(thumbprint, 'base64url').toString('hex'),
    ]);
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
