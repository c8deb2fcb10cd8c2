import { CATALOGUE_PUBLISHED_AT, CATALOGUE_VERSION, itemOf } from '../../schema/catalogue.js';
import { BY_LEVEL, type Level } from '../../schema/item.js';
import type { Executor } from '../database/executor.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { refuse } from '../kernel/refusal.js';
import { type Strength, strongest } from '../kernel/strength.js';

/**
 * The levels of one version of the catalogue: as declared in code, and raised by what the bureau published since
 * . A level is only ever raised.
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

  /** What an item asks for by itself. */
  strengthOf(item: string): Strength {
    return strongest([itemOf(item).strength, this.raisedStrength([{ item, delivery: 'RETURN' }])]);
  }

  /** What those among the items ask for whose level was raised; NONE when there are none. */
  raisedStrength(items: readonly ItemDelivery[]): Strength {
    return strongest(
      items
        .filter(({ item }) => this.isRaised(item))
        .map(({ item, delivery }) => {
          const { strength, verifyStrength } = BY_LEVEL[this.levelOf(item)];
          return delivery === 'VERIFY' ? verifyStrength : strength;
        }),
    );
  }

  /** Items raised to level 3 need the second confirmation too. @throws Refusal */
  assertConfirmed(granted: readonly ItemDelivery[], confirmed: boolean): void {
    const raised = granted.map(({ item }) => item).filter((item) => this.isRaised(item));
    const items = raised.filter((item) => this.levelOf(item) === 3);
    if (items.length > 0 && !confirmed)
      refuse(
        'SENSITIVE_CONFIRMATION_REQUIRED',
        'Sensitive items need a second, separate confirmation (PIPL 29).',
        { items },
      );
  }

  private isRaised(item: string): boolean {
    return this.levelOf(item) > itemOf(item).level;
  }
}

/** Every version that there is, oldest first; the last one is in force. */
export async function readCatalogueVersions(database: Executor): Promise<readonly Classification[]> {
  const rows = await database.query(
    `SELECT v.version, v.published_at::text, r.item, r.level
     FROM assent.catalogue_version v JOIN assent.raised_item r ON r.version = v.version ORDER BY v.version`,
    [],
  );
  const versions = [new Classification(CATALOGUE_VERSION, CATALOGUE_PUBLISHED_AT, new Map())];
  const raised = new Map<string, Level>();
  for (const [version, items] of Map.groupBy(rows, (row) => row.version as number)) {
    for (const { item, level } of items)
      raised.set(item as string, Math.max(raised.get(item as string) ?? 1, level as number) as Level);
    // Of an age before the code's own: its levels hold, and it has no number of its own any more.
    if (version <= CATALOGUE_VERSION)
      versions[0] = new Classification(CATALOGUE_VERSION, CATALOGUE_PUBLISHED_AT, new Map(raised));
    else
      versions.push(new Classification(version, new Date(items[0]!.published_at as string), new Map(raised)));
  }
  return versions;
}

export const readClassificationInForce = async (database: Executor): Promise<Classification> =>
  (await readCatalogueVersions(database)).at(-1)!;
