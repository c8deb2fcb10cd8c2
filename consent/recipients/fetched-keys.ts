import type { SealableRow, Seals } from '../crypto/seal.js';
import { databaseTime } from '../database/database-time.js';
import type { Executor } from '../database/executor.js';
import { arrayLiteral } from '../database/pg-array.js';
import { KeySetRefused, type SigningKey, signingKeysOf } from './key-set.js';

/** A key that the recipient takes away is good for this long at most, whatever its server says of caches. */
const FRESH_SECONDS = 5 * 60;
/** All processes together fetch the keys of one recipient once in this time. */
const RETRY_SECONDS = 60;
/** While the recipient's server can't be reached, the last good keys are used for this long. */
const LAST_GOOD_SECONDS = 24 * 3600;

type KeySet = { readonly keys: readonly Readonly<Record<string, unknown>>[] };
const NO_KEYS: KeySet = { keys: [] };

interface Kept {
  readonly jwks: KeySet;
  readonly ageSeconds: number;
}

/** Told why the keys of a recipient could not be fetched: a reason in one word, and a sentence for the log. */
export type OnKeysNotFetched = (recipientCode: string, reason: string, message: string) => void;

/** The public keys of recipients that publish them at an address of their own (`jwks_uri`). */
export class FetchedKeys {
  private readonly fetching = new Map<string, Promise<KeySet | null>>();

  constructor(
    private readonly database: Executor,
    private readonly seals: Seals,
    /** Fetches the text at an address, within bounds. */
    private readonly fetchText: (uri: string) => Promise<string>,
    private readonly onNotFetched: OnKeysNotFetched,
  ) {}

  /** The keys that are good now; none if there are none, so that nothing signed by the recipient is accepted. */
  async keysOf(recipientCode: string, uri: string): Promise<KeySet> {
    const kept = await this.kept(recipientCode, uri);
    if (kept && kept.ageSeconds < FRESH_SECONDS) return kept.jwks;
    const fetched = await this.fetchOnce(recipientCode, uri);
    if (fetched) return fetched;
    // Another process may have fetched them meanwhile.
    const last = await this.kept(recipientCode, uri);
    return last && last.ageSeconds < LAST_GOOD_SECONDS ? last.jwks : NO_KEYS;
  }

  private async kept(recipientCode: string, uri: string): Promise<Kept | null> {
    const [found] = await this.database.query(
      'SELECT to_jsonb(s) AS row FROM assent.fetched_key_set AS s WHERE recipient_code = $1 AND uri = $2',
      [recipientCode, uri],
    );
    const row = found?.row as SealableRow | undefined;
    if (!row || !this.seals.holds('fetched_key_set', row)) return null;
    const age = (await databaseTime(this.database)).getTime() - Date.parse(row.fetched_at as string);
    return { jwks: row.jwks as KeySet, ageSeconds: age / 1000 };
  }

  /** Requests that come at the same time wait for the same answer. */
  private fetchOnce(recipientCode: string, uri: string): Promise<KeySet | null> {
    const name = `${recipientCode} ${uri}`;
    const running = this.fetching.get(name);
    if (running) return running;
    const begun = this.refresh(recipientCode, uri).finally(() => this.fetching.delete(name));
    this.fetching.set(name, begun);
    return begun;
  }

  /** @returns null if nothing was fetched: it was tried a moment ago, or it failed */
  private async refresh(recipientCode: string, uri: string): Promise<KeySet | null> {
    const [row] = await this.database.query('SELECT assent.begin_key_fetch($1, $2) AS begun', [
      recipientCode,
      RETRY_SECONDS,
    ]);
    if (row!.begun !== true) return null;
    try {
      return await this.keep(recipientCode, uri, signingKeysOf(await this.fetchText(uri)));
    } catch (error) {
      const { reason, fault, message } = error as Error & { reason?: string; fault?: string };
      const why = fault ?? reason;
      if (why === undefined) throw error;
      this.onNotFetched(recipientCode, why, message);
      // Somebody else may have the key by now: none of what was published before is good any more.
      return fault === 'PRIVATE_KEY' ? this.keep(recipientCode, uri, []) : null;
    }
  }

  /** @throws KeySetRefused KEY_USED_BEFORE */
  private async keep(recipientCode: string, uri: string, keys: readonly SigningKey[]): Promise<KeySet> {
    const jwks = { keys: keys.map(({ jwk }) => jwk) };
    const row = {
      recipient_code: recipientCode,
      uri,
      jwks,
      fetched_at: (await databaseTime(this.database)).toISOString(),
    };
    const thumbprints = keys.map(({ thumbprint }) => thumbprint);
    const [kept] = await this.database.query('SELECT assent.keep_key_set($1::jsonb, $2::text[]) AS refused', [
      this.seals.sealed('fetched_key_set', row),
      arrayLiteral(thumbprints),
    ]);
    const at = thumbprints.indexOf(kept!.refused as string);
    if (at >= 0)
      throw new KeySetRefused(
        'KEY_USED_BEFORE',
        `keys[${at}] was used before: a key belongs to one recipient, and a retired one never comes back`,
      );
    return jwks;
  }
}
