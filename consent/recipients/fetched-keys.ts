import type { SealableRow, Seals } from '../crypto/seal.js';
import { databaseTime } from '../database/database-time.js';
import type { Executor } from '../database/executor.js';
import { keyOfAgreement } from './agreement-software.js';
import { newKeyRow, rowList } from './key-record.js';
import { KeySetRefused, type SigningKey, signingKeysOf } from './key-set.js';

/** A key that the recipient takes away is good for this long at most, whatever its server says of caches. */
const FRESH_SECONDS = 5 * 60;
/** All processes together fetch the keys of one recipient once in this time. */
const RETRY_SECONDS = 60;
/** While the recipient's server can't be reached, the last good keys are used for this long. */
const LAST_GOOD_SECONDS = 24 * 3600;

/** Software that publishes its keys. */
export interface Publisher {
  readonly softwareId: string;
  readonly clientId: string;
  readonly uri: string;
}

/** Told why the keys of software could not be fetched: a reason in one word, and a sentence for the log. */
export type OnKeysNotFetched = (clientId: string, reason: string, message: string) => void;

/**
 * Fetches the public keys of software that publishes them at an address of its own (`jwks_uri`), and keeps them among the keys
 * of recipients.
 */
export class FetchedKeys {
  private readonly fetching = new Map<string, Promise<boolean>>();

  constructor(
    private readonly database: Executor,
    private readonly seals: Seals,
    /** Fetches the text at an address, within bounds. */
    private readonly fetchText: (uri: string) => Promise<string>,
    private readonly onNotFetched: OnKeysNotFetched,
  ) {}

  /** Which keys are good now, by thumbprint as a row has it; none if nothing that the software signs is to be accepted. */
  async goodKeys(publisher: Publisher): Promise<readonly string[]> {
    const kept = await this.kept(publisher);
    if (kept && kept.ageSeconds < FRESH_SECONDS) return kept.thumbprints;
    await this.fetchOnce(publisher);
    // If it was not fetched, another process may have fetched it meanwhile.
    const last = await this.kept(publisher);
    return last && last.ageSeconds < LAST_GOOD_SECONDS ? last.thumbprints : [];
  }

  private async kept({ softwareId, uri }: Publisher) {
    const [found] = await this.database.query(
      'SELECT to_jsonb(s) AS row FROM assent.fetched_key_set AS s WHERE software_id = $1 AND uri = $2',
      [softwareId, uri],
    );
    const row = found?.row as SealableRow | undefined;
    if (!row || !this.seals.holds('fetched_key_set', row)) return null;
    const age = (await databaseTime(this.database)).getTime() - Date.parse(row.fetched_at as string);
    return { thumbprints: row.thumbprints as string[], ageSeconds: age / 1000 };
  }

  /** Requests that come at the same time wait for the same answer. */
  private fetchOnce(publisher: Publisher): Promise<boolean> {
    const name = `${publisher.softwareId} ${publisher.uri}`;
    const running = this.fetching.get(name);
    if (running) return running;
    const begun = this.refresh(publisher).finally(() => this.fetching.delete(name));
    this.fetching.set(name, begun);
    return begun;
  }

  /** @returns whether anything was fetched: it may have been tried a moment ago, or it failed */
  private async refresh(publisher: Publisher): Promise<boolean> {
    const { softwareId, clientId, uri } = publisher;
    const [row] = await this.database.query('SELECT assent.begin_key_fetch($1, $2) AS begun', [
      softwareId,
      RETRY_SECONDS,
    ]);
    if (row!.begun !== true) return false;
    try {
      await this.keep(publisher, signingKeysOf(await this.fetchText(uri)));
      return true;
    } catch (error) {
      const { reason, fault, message } = error as Error & { reason?: string; fault?: string };
      const why = fault ?? reason;
      if (why === undefined) throw error;
      this.onNotFetched(clientId, why, message);
      // Somebody else may have the key by now: none of what was published before is good any more.
      if (fault === 'PRIVATE_KEY') await this.keep(publisher, []);
      return fault === 'PRIVATE_KEY';
    }
  }

  /** @throws KeySetRefused KEY_USED_BEFORE */
  private async keep({ softwareId, uri }: Publisher, keys: readonly SigningKey[]): Promise<void> {
    const now = await databaseTime(this.database);
    const thumbprints = keys.map(({ thumbprint }) => `\\x${thumbprint}`);
    const set = { software_id: softwareId, uri, thumbprints, fetched_at: now.toISOString() };
    const rows = keys.map(({ jwk }) => newKeyRow(this.seals, keyOfAgreement(softwareId, jwk), now));
    const [kept] = await this.database.query('SELECT assent.keep_key_set($1::jsonb, $2::jsonb) AS refused', [
      this.seals.sealed('fetched_key_set', set),
      rowList(rows),
    ]);
    const at = keys.findIndex(({ thumbprint }) => thumbprint === kept!.refused);
    if (at >= 0)
      throw new KeySetRefused(
        'KEY_USED_BEFORE',
        `keys[${at}] was used before: a key belongs to one recipient, and a retired one never comes back`,
      );
  }
}
