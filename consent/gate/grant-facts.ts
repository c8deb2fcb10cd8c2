import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { validate as isUuid } from 'uuid';
import { suspendedIn } from '../catalogue/suspended-items.js';
import type { SealableRow, Seals } from '../crypto/seal.js';
import { Batcher } from '../database/batcher.js';
import { arrayLiteral } from '../database/pg-array.js';
import { runPipelined } from '../database/pipeline.js';
import type { Statement } from '../database/statement.js';
import { choicesDigest, type ProtectedRecordChoice } from '../grants/protected-record-choice.js';
import type { Standing } from '../grants/standing.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import type { GrantMode } from '../kernel/grant-mode.js';
import { LIMITS } from '../kernel/limits.js';
import { purposeOf } from '../purposes/registry.js';
import { agreementTerms } from '../recipients/find-recipient.js';
import type { Facts, GrantFacts } from './decide.js';

/** A grant as JSON of its row; times are text. */
interface GrantRow {
  readonly id: string;
  readonly recipient_code: string;
  readonly purpose: string;
  readonly mode: GrantMode;
  readonly items: readonly ItemDelivery[];
  readonly max_uses: number | null;
  readonly max_uses_per_day: number | null;
  readonly last_used_at: string | null;
  readonly records_from: string | null;
  readonly records_to: string | null;
  readonly valid_from: string;
  readonly valid_until: string;
  readonly revoked_at: string | null;
  readonly suspended_at: string | null;
  readonly superseded_at: string | null;
  readonly choices_digest: string | null;
}

interface Guarding {
  readonly need: SealableRow;
  readonly consent: SealableRow | null;
}

/** A row of the SQL function `assent.facts_of_grants`. */
interface FactsRow {
  readonly grant_row: GrantRow & SealableRow;
  readonly recipient: SealableRow;
  readonly agreement: SealableRow | null;
  readonly choices: readonly ProtectedRecordChoice[] | null;
  readonly answered: readonly string[] | null;
  readonly raised_items: Parameters<typeof suspendedIn>[1] | null;
  /** That the grant needs a guardian, and the consent that stands; null if it needs none. */
  readonly guarding: Guarding | null;
  /** The ledger tells that the grant was ended, or its recipient suspended, and the row does not. */
  readonly set_back: boolean;
  readonly standing: Standing | null;
  readonly at: Date;
}

const time = (value: unknown): Date | null => (value == null ? null : new Date(String(value)));

const grantFacts = (row: GrantRow): GrantFacts => ({
  id: row.id,
  recipientCode: row.recipient_code,
  mode: row.mode,
  items: row.items,
  maxUses: row.max_uses,
  maxUsesPerDay: row.max_uses_per_day,
  lastUsedAt: time(row.last_used_at),
  recordsFrom: row.records_from,
  recordsTo: row.records_to,
  validFrom: time(row.valid_from)!,
  validUntil: time(row.valid_until)!,
  revokedAt: time(row.revoked_at),
  suspendedAt: time(row.suspended_at),
  supersededAt: time(row.superseded_at),
});

/** Facts with the time at which they were read, from which the database's present time is estimated. */
export interface TimedFacts extends Facts {
  /** When the query was sent, by `performance.now()`: every change committed before that is in the facts. */
  readonly requestedAt: number;
  /** When the answer arrived, by `performance.now()`. */
  readonly readAt: number;
  /** Idempotency keys that were answered before; null when there are too many to list. */
  readonly answeredKeys: ReadonlySet<string> | null;
}

/** The database's present time: the time at which the facts were read, plus the time that has passed here. */
export const databaseNow = (facts: TimedFacts): Date =>
  new Date(facts.now.getTime() + (performance.now() - facts.readAt));

const statement = (grantIds: readonly string[]): Statement => ({
  name: 'facts_of_grants',
  text: 'SELECT * FROM assent.facts_of_grants($1::uuid[])',
  values: [arrayLiteral(grantIds)],
});

const timedFacts = (row: FactsRow, seals: Seals, requestedAt: number): TimedFacts => ({
  grant: grantFacts(row.grant_row),
  purpose: purposeOf(row.grant_row.purpose),
  agreement: row.agreement && agreementTerms(row.agreement),
  recipientSuspendedAt: time(row.recipient.suspended_at),
  suspendedItems: suspendedIn(seals, row.raised_items ?? []),
  standing: row.standing,
  now: row.at,
  answeredKeys: row.answered && new Set(row.answered),
  requestedAt,
  readAt: performance.now(),
});

/** Grants whose facts are read in one query. */
const BATCH_SIZE_MAX = 64;
/** Queries that run at the same time, when they are slow. */
const BATCHES_MAX = 4;

/**
 * Caches the facts by which a grant is judged. Cached facts may be out of date, and that is safe for two reasons: the
 * SQL function judges what can change again under the grant's lock, and a refusal is made only after a reload.
 */
export class GrantFactsCache {
  private readonly facts = new LRUCache<string, TimedFacts>({ max: 20_000, ttl: 60_000 });

  private readonly batcher: Batcher<string, TimedFacts | null>;

  constructor(
    private readonly pool: Pool,
    private readonly seals: Seals,
  ) {
    this.batcher = new Batcher((grantIds) => this.read(grantIds), {
      batchSizeMax: BATCH_SIZE_MAX,
      batchesMax: BATCHES_MAX,
    });
  }

  /** The cached facts, however old; read now when there are none. */
  cached(grantId: string): Promise<TimedFacts | null> {
    return this.newerThan(grantId, Number.NEGATIVE_INFINITY);
  }

  /** Reads the facts now. Reading waits for no lock. */
  reload(grantId: string): Promise<TimedFacts | null> {
    return this.newerThan(grantId, performance.now());
  }

  /** Facts read at `moment` or later. Callers that wait at the same time share one query. */
  async newerThan(grantId: string, moment: number): Promise<TimedFacts | null> {
    const cached = this.facts.get(grantId);
    if (cached && cached.requestedAt >= moment) return cached;
    if (!isUuid(grantId)) return null;
    return this.batcher.submit(grantId.toLowerCase(), performance.now() + LIMITS.waitTimeoutMs);
  }

  private async read(grantIds: readonly string[]): Promise<(TimedFacts | null)[]> {
    const requestedAt = performance.now();
    const [rows] = (await runPipelined(this.pool, [statement([...new Set(grantIds)])])) as unknown as [
      FactsRow[],
    ];
    const found = new Map(
      rows
        .filter((row) => this.isSealed(row))
        .map((row) => [row.grant_row.id as string, timedFacts(row, this.seals, requestedAt)]),
    );
    for (const [grantId, facts] of found) this.facts.set(grantId, facts);
    return grantIds.map((grantId) => found.get(grantId) ?? null);
  }

  /**
   * Whether the platform wrote the grant, the records chosen with it, the consent of its guardian, its recipient and its
   * agreement as they are, and the ledger knows of nothing that ended them.
   */
  private isSealed({
    grant_row: grant,
    recipient,
    agreement,
    choices,
    guarding,
    set_back,
  }: FactsRow): boolean {
    return (
      !set_back &&
      (guarding === null || this.isSealedGuarding(guarding)) &&
      this.seals.holds('consent_grant', grant) &&
      grant.choices_digest === choicesDigest(choices ?? []) &&
      this.seals.holds('recipient', recipient) &&
      (agreement === null || this.seals.holds('agreement', agreement))
    );
  }

  private isSealedGuarding({ need, consent }: Guarding): boolean {
    return (
      this.seals.holds('guarded_grant', need) &&
      (consent === null || this.seals.holds('guardian_consent', consent))
    );
  }
}
