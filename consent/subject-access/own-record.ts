import type { Pool } from 'pg';
import { itemOf } from '../../schema/catalogue.js';
import type { Vault } from '../crypto/field-encryption.js';
import type { Cursors } from '../crypto/opaque-cursor.js';
import { inOneRoundTrip } from '../database/pipelined-transaction.js';
import type { Statement } from '../database/statement.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { refuse } from '../kernel/refusal.js';
import { atLeast, type Strength } from '../kernel/strength.js';
import { WardsRecord } from '../people/wards-record.js';
import { Opening, type Released } from '../records/read-plan.js';
import type { Selection } from '../records/selection.js';

/** Whose data an owner reads: their own, that of a provider they legally represent, or that of a ward. */
export interface Owner {
  readonly personId: string;
  readonly providerId: string | null;
  readonly strength: Strength;
  readonly ward?: WardsRecord;
}

/** in clear where the session is strong enough for the item, masked below that. */
const inClear = (item: string, { strength, ward }: Owner): boolean =>
  atLeast(strength, neededFor(item, ward));

const neededFor = (item: string, ward: WardsRecord | undefined): Strength =>
  ward ? 'FACE' : itemOf(item).strength;

const ownDelivery = (item: string, owner: Owner): ItemDelivery => ({
  item,
  delivery: inClear(item, owner) ? 'RETURN' : 'MASKED',
});

/** The function of the database that records why, and opens the record for the rest of the transaction. */
const opens = ({ personId, providerId, strength, ward }: Owner, items: readonly ItemDelivery[]): Statement =>
  ward
    ? {
        name: 'open_ward',
        text: 'SELECT * FROM assent.open_ward($1, $2, $3, $4)',
        values: [personId, ward.personId, JSON.stringify(items), strength],
      }
    : {
        name: 'open_own',
        text: 'SELECT * FROM assent.open_own($1, $2, $3, $4)',
        values: [personId, providerId, JSON.stringify(items), strength],
      };

/** The owner's own right: the same road as a redemption, with a ledger entry and without a grant. */
export class OwnAccess {
  constructor(
    private readonly pool: Pool,
    private readonly cursors: Cursors,
    private readonly vault: Vault,
  ) {}

  async read(owner: Owner, selection: Selection): Promise<Released> {
    if (selection.needs.length === 0) return { person: new Map(), provider: new Map(), matches: [] };
    const dated = selection.needs.find(({ item, use }) => use === 'FILTERED' && !inClear(item, owner));
    if (dated)
      refuse('STRENGTH_REQUIRED', 'Sign in more strongly to filter by a value that is masked for you.', {
        required: neededFor(dated.item, owner.ward),
      });
    const items = [...new Set(selection.needs.map(({ item }) => item))].map((item) =>
      ownDelivery(item, owner),
    );
    const opening = new Opening(
      selection,
      items,
      { recordsFrom: owner.ward?.recordsFrom ?? null, recordsTo: null },
      this.cursors.within(`own ${owner.providerId ?? owner.ward?.personId ?? owner.personId}`),
    );
    const [[row], ...rows] = (await inOneRoundTrip(this.pool, [
      opens(owner, items),
      ...opening.statements,
    ])) as [[{ opened: boolean; salt: Uint8Array }], ...Record<string, unknown>[][]];
    if (!row.opened) refuse('FORBIDDEN', 'This account can’t read that record any more.');
    return opening.release(rows, this.vault.cipher(row.salt));
  }
}
