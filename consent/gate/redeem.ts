import { LRUCache } from 'lru-cache';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import type { GroupCommit } from '../database/group-commit.js';
import { KeyedQueue } from '../database/keyed-queue.js';
import { cityDay } from '../kernel/city-time.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { LIMITS } from '../kernel/limits.js';
import { disclosureClosed, Refusal, unavailable, unread } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { readablePeriod } from '../purposes/lookback.js';
import { PendingDigests } from '../records/pending-digests.js';
import { periodRefusal } from '../records/read-period.js';
import { type DisclosedData, ReadPlan } from '../records/read-plan.js';
import { RecordReader } from '../records/reader.js';
import { responseDigest } from '../records/response-digest.js';
import { decide, decideRetry, type Permit } from './decide.js';
import { databaseNow, type GrantFactsCache, type TimedFacts } from './grant-facts.js';
import { checkOperator, operatorRefusal } from './operator.js';
import {
  CHANGED,
  keyReused,
  notFound,
  RETRIED_OUT,
  SIGNER_ENDED,
  tooBusy,
  tooMany,
} from './redemption-refusals.js';
import type { RefusalRecorder } from './refusal-recorder.js';
import { type Redemption, redeemStatement, requestFor, type UseRequest } from './use-request.js';

/** An admitted redemption: recorded and durable, with the data that it discloses. */
export interface Disclosed extends DisclosedData {
  readonly id: string;
  readonly grantId: string;
  readonly useNumber: number;
  readonly usesRemaining: number | null;
  readonly disclosedAt: Date;
  readonly items: readonly ItemDelivery[];
  readonly replayed: boolean;
  /** The ledger entry of this disclosure. */
  readonly entryId: string;
  /** SHA-256 of what it released. The ledger records it right after the answer; the receipt holds it already. */
  readonly responseDigest: Buffer;
}

/** Verdicts of the SQL function `assent.redeem_together`. */
// biome-ignore format: short words in a row
type Verdict =
  | 'TAKEN' | 'REPLAYED' | 'KEY_REUSED' | 'CLOSED' | 'PROOF_USED'
  | 'BLOCKED' | 'STALE' | 'WIDER' | 'HELD' | 'MISSING' | 'KEY_ENDED';

interface VerdictRow {
  readonly verdict: Verdict;
  readonly disclosure_id: string;
  readonly use_number: number;
  readonly disclosed_at: Date;
  readonly entry_id: string;
  /** Of a retry: the digest of the first answer. */
  readonly first_digest: Buffer | null;
}

/** If facts changed after they were read, the redemption is decided again. Normally two attempts are enough. */
const ATTEMPTS_MAX = 3;
/**
 * How long a grant whose read failed its group is kept out of groups: long enough that a grant that always fails breaks
 * few groups, short enough that an outage has no lasting effect.
 */
const UNBATCHED_MS = 5_000;

/**
 * The only way to another person's data: record, commit, then read. It decides by cached facts. Then the SQL function
 * `assent.redeem_together` judges again under the grant's lock, takes the use and records it. Only when that is durable, another
 * role reads what the entry opens, and nothing else is visible to it. So nothing is read that is not in the ledger for good.
 */
export class Gate {
  private readonly queue = new KeyedQueue();
  /** Grants that made a group fail recently. They run alone. */
  private readonly unbatchable = new LRUCache<string, true>({ max: 10_000, ttl: UNBATCHED_MS });

  constructor(
    private readonly groups: GroupCommit<UseRequest>,
    private readonly reader: RecordReader,
    private readonly digests: PendingDigests,
    private readonly facts: GrantFactsCache,
    private readonly cursors: OpaqueCursors,
    private readonly refusals: RefusalRecorder,
  ) {}

  /** @throws Refusal, which takes no use unless the grant was stopped in between; if the grant exists, it is recorded */
  async redeem(redemption: Redemption): Promise<Disclosed> {
    checkText('idempotencyKey', redemption.idempotencyKey, LIMITS.idempotencyKeyLength, true);
    checkOperator(redemption.operator);
    // The recipient is part of the key, so a recipient can't block another by redeeming the other's grant.
    const key = `${redemption.recipientCode} ${redemption.grantId.toLowerCase()}`;
    const onTimeout = () => (this.refusals.isThrottled(redemption.grantId) ? tooMany() : tooBusy());
    const deadline = redemption.arrivedAt + LIMITS.waitTimeoutMs;
    return this.queue.run(key, deadline, () => this.decideAndDisclose(redemption, deadline), onTimeout);
  }

  private async decideAndDisclose(redemption: Redemption, deadline: number): Promise<Disclosed> {
    let facts = await this.factsFor(redemption, Number.NEGATIVE_INFINITY);
    let moment = redemption.arrivedAt;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      // If cached facts refuse, the facts are reloaded and nothing is attempted: that takes no lock.
      const permit = judge(redemption, { ...facts, now: databaseNow(facts) });
      if (!(permit instanceof Refusal)) {
        const disclosed = await this.attempt(redemption, facts, permit, deadline);
        if (disclosed) return disclosed;
        moment = performance.now();
      }
      facts = await this.factsFor(redemption, moment);
      const verdict = judge(redemption, facts);
      if (verdict instanceof Refusal) await this.recordAndThrow(redemption, verdict, facts);
    }
    throw unavailable(new Error('Facts kept changing while deciding.'));
  }

  private async factsFor(redemption: Redemption, moment: number): Promise<TimedFacts> {
    const { grantId, recipientCode, document = null } = redemption;
    const facts = await this.facts.newerThan(grantId, moment);
    return facts?.grant.recipientCode === recipientCode ? { ...facts, document } : notFound();
  }

  /** @returns null when the database found that the facts have changed after they were read */
  private async attempt(
    redemption: Redemption,
    facts: TimedFacts,
    permit: Permit,
    deadline: number,
  ): Promise<Disclosed | null> {
    // Made first: what is wrong with a cursor takes no use.
    const plan = new ReadPlan(redemption.selection, permit.items, this.cursors.within(redemption.grantId));
    const row = await this.take(requestFor(redemption, facts, permit, plan), deadline);
    switch (row.verdict) {
      case 'TAKEN':
      case 'REPLAYED':
        if (redemption.proof) redemption.proof.isTaken = true;
        return this.disclose(redemption, facts, permit, row, plan);
      case 'KEY_REUSED':
        return this.recordAndThrow(redemption, keyReused(), facts);
      case 'CLOSED':
        return this.recordAndThrow(redemption, disclosureClosed(RETRIED_OUT), facts);
      case 'PROOF_USED':
        throw new Refusal('UNAUTHENTICATED', {
          en: 'The DPoP proof was used for another use (jti). Sign a new one for each request.',
          zh: '该 DPoP 证明已用于另一次使用（jti）。请为每个请求重新签一份。',
        });
      case 'KEY_ENDED':
        throw new Refusal('UNAUTHENTICATED', SIGNER_ENDED);
      case 'BLOCKED':
      case 'STALE':
      case 'HELD':
        return null;
      case 'WIDER':
        throw unavailable(new Error('The database refused items that were permitted here.'));
      case 'MISSING':
        return notFound();
    }
  }

  /**
   * Takes the use in a group with others if possible. It runs alone if another transaction holds the grant's lock, or if
   * the group failed. If the group was committed and only the answer was lost, the idempotency key makes the second run
   * a retry, so no use is counted twice.
   */
  private async take(request: UseRequest, deadline: number): Promise<VerdictRow> {
    const alone = async () => {
      if (performance.now() >= deadline) throw unavailable(new Error('No time is left to run alone.'));
      return (await this.groups.alone(redeemStatement([request], true), deadline)) as unknown as VerdictRow;
    };
    if (this.unbatchable.has(request.grant_id)) return alone();
    const row = await this.groups.submit(request, deadline);
    const grouped = row as unknown as VerdictRow | null;
    if (grouped && grouped.verdict !== 'HELD') return grouped;
    try {
      return await alone();
    } catch (error) {
      // It failed in its group and alone, so it is kept out of groups for a while.
      if (!grouped) this.unbatchable.set(request.grant_id, true);
      throw error;
    }
  }

  /** Reads what the entry opens. The use is durable by now: a retry with the same key is the same use. */
  private async disclose(
    redemption: Redemption,
    facts: TimedFacts,
    permit: Permit,
    row: VerdictRow,
    plan: ReadPlan,
  ): Promise<Disclosed> {
    const data = await this.reader.read(row.entry_id, plan);
    if (data === null) return this.refuseUnread(redemption, row);
    const digest = responseDigest(redemption.selection.shape, data);
    if (row.first_digest && !digest.equals(row.first_digest)) {
      this.digests.add(row.entry_id, null);
      return this.recordAndThrow(redemption, disclosureClosed(CHANGED), facts);
    }
    this.digests.add(row.entry_id, digest);
    return {
      ...data,
      id: row.disclosure_id,
      grantId: redemption.grantId,
      useNumber: row.use_number,
      usesRemaining: facts.grant.maxUses === null ? null : facts.grant.maxUses - row.use_number,
      disclosedAt: row.disclosed_at,
      items: permit.items,
      replayed: row.verdict === 'REPLAYED',
      entryId: row.entry_id,
      responseDigest: digest,
    };
  }

  /** The grant was stopped between the use and the reading: the use is counted, and the ledger says that it released nothing. */
  private async refuseUnread(redemption: Redemption, { entry_id }: VerdictRow): Promise<never> {
    this.digests.add(entry_id, null);
    const facts = await this.factsFor(redemption, performance.now());
    const verdict = decideRetry(redemption.selection.needs, facts);
    if (verdict instanceof Refusal) return this.recordAndThrow(redemption, verdict, facts);
    throw unread(new Error(`Entry ${entry_id} opened nothing.`));
  }

  private async recordAndThrow(
    { grantId, selection }: Redemption,
    refusal: Refusal,
    facts: TimedFacts,
  ): Promise<never> {
    const items = selection.needs.map(({ item }) => item);
    await this.refusals.record(grantId, refusal, items, databaseNow(facts));
    throw refusal;
  }
}

/** A retry is answered even when no use is left. A key that was not answered before is judged as a new use. */
function judge({ idempotencyKey, operator, selection }: Redemption, facts: TimedFacts): Permit | Refusal {
  const { needs } = selection;
  const answered = facts.answeredKeys?.has(idempotencyKey) ?? true;
  const retry = answered ? decideRetry(needs, facts) : null;
  if (retry !== null && !(retry instanceof Refusal)) return retry;
  const verdict = decide(needs, facts);
  const refusal = verdict instanceof Refusal ? verdict : operatorRefusal(operator, facts);
  if (verdict instanceof Refusal || refusal) return refusal!;
  const period = readablePeriod(facts.grant, facts.purpose, facts.now);
  return periodRefusal(selection, period, cityDay(facts.now)) ?? verdict;
}
