import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { validate as isUuid } from 'uuid';
import { Gathering } from '../database/batcher.js';
import { arrayOf } from '../database/pg-array.js';
import { inOneRoundTrip } from '../database/pipelined-transaction.js';
import type { Statement } from '../database/statement.js';
import { LIMITS } from '../kernel/limits.js';
import { purposeOf } from '../purposes/registry.js';
import type { AgreementTerms } from '../recipients/agreement.js';
import type { Facts, GrantFacts } from './decide.js';

type Json = Record<string, any>;

const time = (value: unknown): Date | null => (value == null ? null : new Date(String(value)));
const idOf = (value: unknown): string | null => (value == null ? null : String(value));

const grantFacts = (row: Json): GrantFacts => ({
  id: row.id,
  recipientCode: row.recipient_code,
  personId: idOf(row.person_id),
  providerId: idOf(row.provider_id),
  grantorId: String(row.grantor_id),
  items: row.items,
  mode: row.mode,
  maxUses: row.max_uses,
  used: row.used,
  maxUsesPerDay: row.max_uses_per_day,
  usedOn: row.used_on,
  usedThatDay: row.used_that_day,
  lastUsedAt: time(row.last_used_at),
  recordsFrom: row.records_from,
  recordsTo: row.records_to,
  validUntil: time(row.valid_until)!,
  revokedAt: time(row.revoked_at),
  suspendedAt: time(row.suspended_at),
  supersededAt: time(row.superseded_at),
});

const agreementTerms = (row: Json | null): AgreementTerms | null =>
  row && { version: row.version, purposes: row.purposes, validUntil: row.valid_until };

/** Facts together with when they were read, for a guess of the database's time since. */
export interface TimedFacts extends Facts {
  /** Monotonic time before which they were not asked for. */
  readonly askedAt: number;
  readonly readAt: number;
  /** Idempotency keys used before; null: too many to know. */
  readonly answeredKeys: ReadonlySet<string> | null;
}

/** The database's time now, as far as facts of a moment ago tell. */
export const databaseNow = (facts: TimedFacts): Date =>
  new Date(facts.now.getTime() + (performance.now() - facts.readAt));

const statement = (grantIds: readonly string[]): Statement => ({
  name: 'facts_of_grants',
  text: 'SELECT * FROM assent.facts_of_grants($1::uuid[])',
  values: [arrayOf(grantIds)],
});

const timedFacts = (row: Json, askedAt: number): TimedFacts => ({
  grant: grantFacts(row.grant_row),
  purpose: purposeOf(row.grant_row.purpose),
  agreement: agreementTerms(row.agreement),
  recipientSuspendedAt: row.recipient_suspended_at,
  suspendedItems: row.suspended_items ?? [],
  person: row.age === null ? null : { age: row.age, deceased: row.deceased },
  barred: row.barred,
  now: row.at,
  answeredKeys: row.answered && new Set(row.answered),
  askedAt,
  readAt: performance.now(),
});

/** How many grants are read about at once. */
const MOST_TOGETHER = 64;
/** How many readings, when they take long. */
const AT_ONCE = 4;

/**
 * What a grant is judged by. Terms never change, so what was read may be used again for a while: whatever can
 * change is judged once more by the database under the grant's lock, and a refusal is only made of fresh facts.
 */
export class GrantFactsReader {
  private readonly known = new LRUCache<string, TimedFacts>({ max: 20_000, ttl: 60_000 });

  private readonly gathering: Gathering<string, TimedFacts | null>;

  constructor(private readonly pool: Pool) {
    this.gathering = new Gathering((grantIds) => this.read(grantIds), MOST_TOGETHER, AT_ONCE);
  }

  async recent(grantId: string): Promise<TimedFacts | null> {
    return this.since(grantId, Number.NEGATIVE_INFINITY);
  }

  /** Read now, without waiting for anybody's lock. */
  fresh(grantId: string): Promise<TimedFacts | null> {
    return this.since(grantId, performance.now());
  }

  /** Read at `moment` or later: who asked before somebody else's reading began is served by it. */
  async since(grantId: string, moment: number): Promise<TimedFacts | null> {
    const known = this.known.get(grantId);
    if (known && known.askedAt >= moment) return known;
    if (!isUuid(grantId)) return null;
    return this.gathering.join(grantId.toLowerCase(), performance.now() + LIMITS.patienceMs);
  }

  private async read(grantIds: readonly string[]): Promise<(TimedFacts | null)[]> {
    const askedAt = performance.now();
    const [rows] = (await inOneRoundTrip(this.pool, [statement([...new Set(grantIds)])])) as [Json[]];
    const found = new Map(rows.map((row) => [row.grant_row.id as string, timedFacts(row, askedAt)]));
    for (const [grantId, facts] of found) this.known.set(grantId, facts);
    return grantIds.map((grantId) => found.get(grantId) ?? null);
  }
}
