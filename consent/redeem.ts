import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Cursors } from './cursor.js';
import { decide, decideItems, type Permit } from './decide.js';
import type { ItemDelivery } from './delivery.js';
import { databaseNow, type GrantFactsReader, type TimedFacts } from './facts.js';
import { LIMITS } from './limits.js';
import { Opening, type Released } from './opening.js';
import { inOneRoundTrip } from './pipeline.js';
import type { Period, Statement } from './read.js';
import { Refusal, refuse, unavailable } from './refusal.js';
import type { Selection } from './selection.js';
import { checkText, earliestRecord, periodWithin } from './terms.js';

/** One attempt to use a grant, by the recipient whose token asks. */
export interface Redemption {
  readonly recipientCode: string;
  readonly grantId: string;
  readonly idempotencyKey: string;
  /** SHA-256 of operation and variables. */
  readonly operationDigest: Buffer;
  readonly selection: Selection;
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
}

/** Answers of the function `assent.redeem` (migrations/0005_gate). */
type Verdict = 'TAKEN' | 'REPLAYED' | 'KEY_REUSED' | 'BLOCKED' | 'STALE' | 'MISSING';

interface VerdictRow {
  readonly verdict: Verdict;
  readonly disclosure_id: string;
  readonly use_number: number;
  readonly used: number;
  readonly disclosed_at: Date;
}

/** What is decided by facts that have changed meanwhile is decided again; that settles within two rounds. */
const ROUNDS = 3;

const notFound = (): never => refuse('NOT_FOUND', 'There is no such grant of yours.');

/** The days that may be read now: what was granted, within how far back the purpose looks. */
export const readablePeriod = (facts: TimedFacts): Period =>
  periodWithin(facts.grant, { recordsFrom: earliestRecord(facts.purpose, databaseNow(facts)), recordsTo: null });

/**
 * The one way to another person's data. Decides by recent facts, then takes the use, records it and reads, all
 * in one transaction and one round trip: `assent.redeem` judges again under the grant's lock, and row-level
 * security gives no row to a transaction whose use was not taken.
 */
export class Gate {
  constructor(
    private readonly pool: Pool,
    private readonly facts: GrantFactsReader,
    private readonly cursors: Cursors,
  ) {}

  /** @throws Refusal; a refusal under an existing grant is recorded and takes no use */
  async redeem(redemption: Redemption): Promise<Disclosed> {
    checkText('idempotencyKey', redemption.idempotencyKey, LIMITS.idempotencyKeyLength, true);
    for (let round = 0; round < ROUNDS; round += 1) {
      const known = round === 0 ? await this.facts.recent(redemption.grantId) : await this.facts.fresh(redemption.grantId);
      if (known?.grant.recipientCode !== redemption.recipientCode) notFound();
      const facts = known!;
      const verdict = decideItems(redemption.selection.needs, facts);
      if (verdict instanceof Refusal) {
        await this.refuseIfStill(redemption);
        continue;
      }
      const disclosed = await this.attempt(redemption, facts, verdict);
      if (disclosed) return disclosed;
    }
    throw unavailable(new Error('Facts kept changing while deciding.'));
  }

  /** @returns null when the facts that this was decided by have changed */
  private async attempt(redemption: Redemption, facts: TimedFacts, permit: Permit): Promise<Disclosed | null> {
    const opening = new Opening(redemption.selection, permit.items, readablePeriod(facts), this.cursors.within(redemption.grantId));
    const [[row], ...rows] = (await inOneRoundTrip(this.pool, [
      redeemStatement(redemption, facts, permit),
      ...opening.statements,
    ])) as [[VerdictRow], ...Record<string, unknown>[][]];
    switch (row.verdict) {
      case 'TAKEN':
      case 'REPLAYED':
        return {
          ...opening.release(rows),
          id: row.disclosure_id,
          grantId: redemption.grantId,
          useNumber: row.use_number,
          usesRemaining: facts.grant.maxUses === null ? null : facts.grant.maxUses - row.use_number,
          disclosedAt: row.disclosed_at,
          items: permit.items,
          replayed: row.verdict === 'REPLAYED',
        };
      case 'KEY_REUSED':
        return this.record(
          redemption,
          new Refusal('IDEMPOTENCY_KEY_REUSED', 'This key belongs to another operation, or to one of more than 24 hours ago. Use a new key.'),
        );
      case 'BLOCKED':
        await this.refuseIfStill(redemption);
        return null;
      case 'STALE':
        return null;
      case 'MISSING':
        return notFound();
    }
  }

  /** Refuses by fresh facts; comes back when they permit after all. */
  private async refuseIfStill(redemption: Redemption): Promise<void> {
    const facts = await this.facts.fresh(redemption.grantId);
    if (!facts) return notFound();
    const verdict = decide(redemption.selection.needs, facts);
    if (verdict instanceof Refusal) await this.record(redemption, verdict);
  }

  /** A refusal is evidence too: it is recorded before it is told. */
  private async record(redemption: Redemption, refusal: Refusal): Promise<never> {
    const asked = redemption.selection.needs.map(({ item }) => item);
    await inOneRoundTrip(this.pool, [
      {
        name: 'record_refusal',
        text: 'SELECT assent.record_refusal($1, $2, $3)',
        values: [redemption.grantId, refusal.code, JSON.stringify(asked)],
      },
    ]);
    throw refusal;
  }
}

/**
 * What a retry must repeat. Not the operation alone: two of its fields may redeem with one key, and the second would
 * read what the first one's entry does not say, or compare an item with one value more.
 */
function digestOf({ operationDigest, selection: { person, provider, assertions } }: Redemption): Buffer {
  const read = [...person, ...provider].map(({ under, key, category, items, page }) => [
    [under, key, category.table],
    items.map(({ code }) => code),
    page,
  ]);
  return createHash('sha256').update(operationDigest).update(JSON.stringify([read, assertions])).digest();
}

const redeemStatement = (redemption: Redemption, facts: TimedFacts, permit: Permit): Statement => ({
  name: 'redeem',
  text: 'SELECT * FROM assent.redeem($1, $2, $3, $4, $5, $6, $7)',
  values: [
    redemption.grantId,
    redemption.recipientCode,
    redemption.idempotencyKey,
    digestOf(redemption),
    uuidv7(),
    JSON.stringify(permit.items),
    facts.agreement?.version ?? 0,
  ],
});
