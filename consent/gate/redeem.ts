import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { Vault } from '../crypto/field-encryption.js';
import type { Cursors } from '../crypto/opaque-cursor.js';
import type { GroupCommit } from '../database/group-commit.js';
import { Lanes } from '../database/keyed-queue.js';
import type { Statement } from '../database/statement.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { newId } from '../kernel/ids.js';
import { LIMITS } from '../kernel/limits.js';
import { Refusal, refuse, unavailable } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { Opening, type Released } from '../records/read-plan.js';
import {
  type Opened,
  type Release,
  type ReleaseRecord,
  type Releasing,
  release,
  releasing,
} from '../records/recorded-read.js';
import type { Selection } from '../records/selection.js';
import { decide, decideRetry, type Permit } from './decide.js';
import { databaseNow, type GrantFactsReader, type TimedFacts } from './grant-facts.js';
import { readablePeriod } from './readable-period.js';
import type { RecordedRefusals } from './refusal-recorder.js';

/** One attempt to use a grant, by the recipient whose token asks. */
export interface Redemption {
  readonly recipientCode: string;
  readonly grantId: string;
  readonly idempotencyKey: string;
  /** SHA-256 of operation, variables and the field's own response key. */
  readonly operationDigest: Buffer;
  readonly selection: Selection;
  /** When the platform got the request, by `performance.now()`: patience counts from there. */
  readonly arrivedAt: number;
}

/** One admitted redemption: recorded, durable, and what it gives. */
export interface Disclosed extends Released {
  readonly id: string;
  readonly grantId: string;
  readonly useNumber: number;
  readonly usesRemaining: number | null;
  readonly disclosedAt: Date;
  readonly items: readonly ItemDelivery[];
  readonly replayed: boolean;
  /** The ledger's entry of this release. */
  readonly entryId: string;
}

/** Answers of the function `assent.redeem` (migrations/0016_group_commit). */
type Verdict = 'TAKEN' | 'REPLAYED' | 'KEY_REUSED' | 'BLOCKED' | 'STALE' | 'HELD' | 'MISSING';

interface VerdictRow extends Opened {
  readonly verdict: Verdict;
  readonly disclosure_id: string;
  readonly use_number: number;
  readonly used: number;
  readonly disclosed_at: Date;
}

/** What is decided by facts that have changed meanwhile is decided again; that settles within two rounds. */
const ROUNDS = 3;
/** Long enough that who breaks every group it is in breaks few; short enough that an outage is soon forgotten. */
const LONER_MS = 5_000;

const notFound = (): never => refuse('NOT_FOUND', 'There is no such grant of yours.');

/**
 * The one way to another person's data. Decides by recent facts, then takes the use, records it and reads in one
 * round trip: `assent.redeem` judges again under the grant's lock, and row-level security gives no row to a transaction
 * whose use was not taken. In the same transaction the digest of what will be answered is recorded, and committed.
 */
export class Gate {
  private readonly lanes = new Lanes();
  /** Grants that have failed a group lately. */
  private readonly loners = new LRUCache<string, true>({ max: 10_000, ttl: LONER_MS });

  constructor(
    private readonly pool: Pool,
    private readonly groups: GroupCommit<ReleaseRecord>,
    private readonly facts: GrantFactsReader,
    private readonly cursors: Cursors,
    private readonly vault: Vault,
    private readonly refusals: RecordedRefusals,
  ) {}

  /** @throws Refusal; a refusal under an existing grant is recorded and takes no use */
  async redeem(redemption: Redemption): Promise<Disclosed> {
    checkText('idempotencyKey', redemption.idempotencyKey, LIMITS.idempotencyKeyLength, true);
    // The recipient is part of the lane, so that nobody can stand in another's way by naming its grant.
    const lane = `${redemption.recipientCode} ${redemption.grantId}`;
    const crowded = () => (this.refusals.isHammered(redemption.grantId) ? tooMany() : tooBusy());
    const deadline = redemption.arrivedAt + LIMITS.patienceMs;
    return this.lanes.run(lane, deadline, () => this.inTurn(redemption, deadline), crowded);
  }

  private async inTurn(redemption: Redemption, deadline: number): Promise<Disclosed> {
    let facts = await this.factsFor(redemption, Number.NEGATIVE_INFINITY);
    let moment = redemption.arrivedAt;
    for (let round = 0; round < ROUNDS; round += 1) {
      // What recent facts refuse is not tried, only looked at again: a refusal costs no lock and no write.
      const permit = judged(redemption, { ...facts, now: databaseNow(facts) });
      if (!(permit instanceof Refusal)) {
        const disclosed = await this.attempt(redemption, facts, permit, deadline);
        if (disclosed) return disclosed;
        moment = performance.now();
      }
      facts = await this.factsFor(redemption, moment);
      const verdict = judged(redemption, facts);
      if (verdict instanceof Refusal) await this.record(redemption, verdict, facts);
    }
    throw unavailable(new Error('Facts kept changing while deciding.'));
  }

  private async factsFor({ grantId, recipientCode }: Redemption, since: number): Promise<TimedFacts> {
    const facts = await this.facts.since(grantId, since);
    return facts?.grant.recipientCode === recipientCode ? facts : notFound();
  }

  /** @returns null when the database found that the facts that this was decided by have changed */
  private async attempt(
    redemption: Redemption,
    facts: TimedFacts,
    permit: Permit,
    deadline: number,
  ): Promise<Disclosed | null> {
    const opening = new Opening(
      redemption.selection,
      permit.items,
      readablePeriod(facts),
      this.cursors.within(redemption.grantId),
    );
    const values = redeemValues(redemption, facts, permit);
    const part = (patient: boolean) =>
      releasing<VerdictRow>(this.vault, redeemStatement(values, patient), opening, redemption.selection);
    const { row, released } = await this.release(redemption.grantId, part, deadline);
    switch (row.verdict) {
      case 'TAKEN':
      case 'REPLAYED':
        return {
          ...released!,
          id: row.disclosure_id,
          grantId: redemption.grantId,
          useNumber: row.use_number,
          usesRemaining: facts.grant.maxUses === null ? null : facts.grant.maxUses - row.use_number,
          disclosedAt: row.disclosed_at,
          items: permit.items,
          replayed: row.verdict === 'REPLAYED',
          entryId: row.entry_id!,
        };
      case 'KEY_REUSED':
        return this.record(redemption, keyReused(), facts);
      case 'BLOCKED':
      case 'STALE':
      case 'HELD':
        return null;
      case 'MISSING':
        return notFound();
    }
  }

  /**
   * Together with others where that goes; alone where the grant is held by somebody, or the group failed. Should only the
   * answer to a commit have been lost, the key makes it a retry: nothing is counted twice.
   */
  private async release(
    grantId: string,
    part: (patient: boolean) => Releasing<VerdictRow>,
    deadline: number,
  ): Promise<Release<VerdictRow>> {
    const alone = async () => {
      if (performance.now() >= deadline) throw unavailable(new Error('No time is left to go alone.'));
      return release(this.pool, part(true), deadline);
    };
    if (this.loners.has(grantId)) return alone();
    const shared = await this.groups.join(part(false), deadline);
    if (shared && shared.row.verdict !== 'HELD') return shared;
    try {
      return await alone();
    } catch (error) {
      // Who fails alone too will not take others along again.
      if (!shared) this.loners.set(grantId, true);
      throw error;
    }
  }

  private async record(
    { grantId, selection }: Redemption,
    refusal: Refusal,
    facts: TimedFacts,
  ): Promise<never> {
    const asked = selection.needs.map(({ item }) => item);
    await this.refusals.record(grantId, refusal, asked, databaseNow(facts));
    throw refusal;
  }
}

/** A retry is answered even when no use is left; what can't be one is judged like any other. */
function judged({ idempotencyKey, selection: { needs } }: Redemption, facts: TimedFacts): Permit | Refusal {
  const answered = facts.answeredKeys?.has(idempotencyKey) ?? true;
  const retry = answered ? decideRetry(needs, facts) : null;
  return retry === null || retry instanceof Refusal ? decide(needs, facts) : retry;
}

const tooMany = () =>
  new Refusal('RATE_LIMITED', 'This grant is asked for too often. Wait, and read why it was refused.', {
    retryAfterSeconds: 1,
  });

/** Nothing of ours has failed, so there is no cause for the log. */
const tooBusy = () =>
  new Refusal('UNAVAILABLE', 'This grant is busy. Nothing was counted; try again shortly.', {
    retryAfterSeconds: 1,
  });

const keyReused = () =>
  new Refusal(
    'IDEMPOTENCY_KEY_REUSED',
    'This key belongs to another operation, or to one of more than 24 hours ago. Use a new key.',
  );

const redeemValues = (redemption: Redemption, facts: TimedFacts, permit: Permit): readonly unknown[] => [
  redemption.grantId,
  redemption.recipientCode,
  redemption.idempotencyKey,
  redemption.operationDigest,
  newId(),
  JSON.stringify(permit.items),
  facts.agreement?.version ?? 0,
];

/** @param patient whether to wait for whoever holds the grant, or to answer HELD */
const redeemStatement = (values: readonly unknown[], patient: boolean): Statement => ({
  name: 'redeem',
  text: 'SELECT * FROM assent.redeem($1, $2, $3, $4, $5, $6, $7, $8)',
  values: [...values, patient],
});
