import { CATALOGUE_PUBLISHED_AT, CATALOGUE_VERSION, itemOf } from '../../schema/catalogue.js';
import { BY_LEVEL, type Level } from '../../schema/item.js';
import type { SealableRow } from '../crypto/seal.js';
import type { Transaction } from '../database/transaction.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { refuse } from '../kernel/refusal.js';
import { type Strength, strongest } from '../kernel/strength.js';
import type { Purpose } from '../purposes/purpose.js';
import { declaredStrength, isSensitive } from './sensitivity.js';

type Sealing = Pick<Transaction, 'query' | 'seals'>;

/**
 * The classification of items in one version of the catalogue: the levels declared in code, and the levels that the
 * bureau raised since. A level is never lowered.
 */
export class Classification {
  constructor(
    readonly version: number,
    readonly publishedAt: Date,
    private readonly raised: ReadonlyMap<string, Level>,
  ) {}

  levelOf(item: string): Level {
    const declared = itemOf(item).level;
    const raised = this.raised.get(item);
    return raised !== undefined && raised > declared ? raised : declared;
  }

  /** Returns the strength that an item requires by itself. */
  strengthOf(item: string): Strength {
    return this.itemStrength({ item, delivery: 'RETURN' });
  }

  /**
   * Returns the strength that a grant of these items requires: the strictest of purpose and items (GB/T 43697-2024),
   * and at least SMS, because the data goes to a third party.
   * @param everyItemSensitive R-10: every item of a child counts as level 3
   */
  requiredStrength(purpose: Purpose, items: readonly ItemDelivery[], everyItemSensitive = false): Strength {
    return strongest([
      everyItemSensitive ? 'FACE' : 'SMS',
      purpose.minimumStrength,
      ...items.map((item) => this.itemStrength(item)),
    ]);
  }

  /**
   * R-02, PIPL 29: the items that need a second, separate confirmation: sensitive ones, and those raised to level 3.
   * @param everyItemSensitive R-10: every item of a child counts as sensitive; so does every item beside a protected
   * record
   */
  sensitiveItems(granted: readonly ItemDelivery[], everyItemSensitive = false): string[] {
    return granted
      .filter((one) => everyItemSensitive || isSensitive(one) || this.isRaisedToLevel3(one))
      .map(({ item }) => item);
  }

  /** @throws Refusal that names the sensitive items, unless the person confirmed them */
  assertConfirmed(granted: readonly ItemDelivery[], confirmed: boolean, everyItemSensitive = false): void {
    const items = this.sensitiveItems(granted, everyItemSensitive);
    if (items.length > 0 && !confirmed)
      refuse(
        'SENSITIVE_CONFIRMATION_REQUIRED',
        {
          en: 'Sensitive items need a second, separate confirmation (PIPL 29): sensitiveConfirmed.',
          zh: '敏感信息项须另行单独确认（《个人信息保护法》第二十九条）：sensitiveConfirmed。',
        },
        { items },
      );
  }

  private itemStrength(item: ItemDelivery): Strength {
    return strongest([declaredStrength(item), this.raisedStrength(item)]);
  }

  private raisedStrength({ item, delivery }: ItemDelivery): Strength {
    if (!this.isRaised(item)) return 'NONE';
    const { strength, verifyStrength } = BY_LEVEL[this.levelOf(item)];
    return delivery === 'VERIFY' ? verifyStrength : strength;
  }

  private isRaisedToLevel3({ item }: ItemDelivery): boolean {
    return this.isRaised(item) && this.levelOf(item) === 3;
  }

  private isRaised(item: string): boolean {
    return this.levelOf(item) > itemOf(item).level;
  }
}

/** A raised item of a published version, where the platform wrote both rows as they are. */
async function readRaisedItems({ query, seals }: Sealing): Promise<Record<string, unknown>[]> {
  const rows = await query(
    `SELECT v.version, v.published_at::text, r.item, r.level, to_jsonb(v) AS published, to_jsonb(r) AS raised
     FROM assent.catalogue_version v JOIN assent.raised_item r ON r.version = v.version ORDER BY v.version`,
    [],
  );
  return rows.filter(
    ({ published, raised }) =>
      seals.holds('catalogue_version', published as SealableRow) &&
      seals.holds('raised_item', raised as SealableRow),
  );
}

/** Reads the classification of every catalogue version, oldest first. The last one is in force. */
export async function readCatalogueVersions(database: Sealing): Promise<readonly Classification[]> {
  const rows = await readRaisedItems(database);
  const versions = [new Classification(CATALOGUE_VERSION, CATALOGUE_PUBLISHED_AT, new Map())];
  const raised = new Map<string, Level>();
  for (const [version, items] of Map.groupBy(rows, (row) => row.version as number)) {
    for (const { item, level } of items)
      raised.set(item as string, Math.max(raised.get(item as string) ?? 1, level as number) as Level);
    // A version up to the one in the code was published before this release: its raised levels still hold, but the
    // version in the code has taken its number.
    if (version <= CATALOGUE_VERSION)
      versions[0] = new Classification(CATALOGUE_VERSION, CATALOGUE_PUBLISHED_AT, new Map(raised));
    else
      versions.push(new Classification(version, new Date(items[0]!.published_at as string), new Map(raised)));
  }
  return versions;
}

export const readClassificationInForce = async (database: Sealing): Promise<Classification> =>
  (await readCatalogueVersions(database)).at(-1)!;
