import type { Pool } from 'pg';
import { itemOf } from '../schema/catalogue.js';
import type { Vault } from './at-rest.js';
import type { Cursors } from './cursor.js';
import type { ItemDelivery } from './delivery.js';
import { Opening, type Released } from './opening.js';
import { inOneRoundTrip } from './pipeline.js';
import { refuse } from './refusal.js';
import type { Selection } from './selection.js';
import { atLeast, type Strength } from './strength.js';

/** Whose data an owner reads: their own, or that of a provider they legally represent. */
export interface Owner {
  readonly personId: string;
  readonly providerId: string | null;
  readonly strength: Strength;
}

/** in clear where the session is strong enough for the item, masked below that. */
const inClear = (item: string, strength: Strength): boolean => atLeast(strength, itemOf(item).strength);

const ownDelivery = (item: string, strength: Strength): ItemDelivery => ({
  item,
  delivery: inClear(item, strength) ? 'RETURN' : 'MASKED',
});

/** The owner's own right: the same road as a redemption, with a ledger entry and without a grant. */
export class OwnAccess {
  constructor(
    private readonly pool: Pool,
    private readonly cursors: Cursors,
    private readonly vault: Vault,
  ) {}

  async read(owner: Owner, selection: Selection): Promise<Released> {
    if (selection.needs.length === 0) return { person: new Map(), provider: new Map(), matches: [] };
    const dated = selection.needs.find(
      ({ item, use }) => use === 'FILTERED' && !inClear(item, owner.strength),
    );
    if (dated)
      refuse('STRENGTH_REQUIRED', 'Sign in more strongly to filter by a value that is masked for you.', {
        required: itemOf(dated.item).strength,
      });
    const items = [...new Set(selection.needs.map(({ item }) => item))].map((item) =>
      ownDelivery(item, owner.strength),
    );
    const opening = new Opening(
      selection,
      items,
      { recordsFrom: null, recordsTo: null },
      this.cursors.within(`own ${owner.providerId ?? owner.personId}`),
    );
    const [[row], ...rows] = (await inOneRoundTrip(this.pool, [
      {
        name: 'open_own',
        text: 'SELECT * FROM assent.open_own($1, $2, $3, $4)',
        values: [owner.personId, owner.providerId, JSON.stringify(items), owner.strength],
      },
      ...opening.statements,
    ])) as [[{ opened: boolean; salt: Uint8Array }], ...Record<string, unknown>[][]];
    if (!row.opened) refuse('FORBIDDEN', 'This account can’t read that record any more.');
    return opening.release(rows, this.vault.cipher(row.salt));
  }
}
