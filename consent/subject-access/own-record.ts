import { itemOf } from '../../schema/catalogue.js';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import type { Statement } from '../database/statement.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import { refuse } from '../kernel/refusal.js';
import { atLeast, type Strength } from '../kernel/strength.js';
import { WardsRecord } from '../people/wards-record.js';
import { type DisclosedData, ReadPlan } from '../records/read-plan.js';
import type { Selection } from '../records/selection.js';
import { openOwn } from './opened-record.js';
import { type RecordPools, recordThenRead } from './record-then-read.js';

/** Who reads, and whose data: their own, that of a provider they legally represent, or that of a ward. */
export interface Owner {
  readonly personId: string;
  readonly providerId: string | null;
  readonly strength: Strength;
  readonly ward?: WardsRecord;
}

const requiredStrength = (item: string, ofWard: boolean): Strength =>
  ofWard ? 'FACE' : itemOf(item).strength;

/** an item is shown in clear if the session is strong enough for it, and masked otherwise. */
export const shownAs = (item: string, strength: Strength, ofWard: boolean): 'RETURN' | 'MASKED' =>
  atLeast(strength, requiredStrength(item, ofWard)) ? 'RETURN' : 'MASKED';

const ownDelivery = (item: string, { strength, ward }: Owner): ItemDelivery => ({
  item,
  delivery: shownAs(item, strength, ward !== undefined),
});

/** Calls the SQL function that records the access and opens the record for the rest of the transaction. */
const openStatement = (
  { personId, providerId, strength, ward }: Owner,
  items: readonly ItemDelivery[],
): Statement =>
  ward
    ? {
        name: 'open_ward',
        text: 'SELECT * FROM assent.open_ward($1, $2, $3, $4)',
        values: [personId, ward.personId, JSON.stringify(items), strength],
      }
    : openOwn(personId, providerId, items, strength);

/** Owners read their own records: recorded first, like a redemption, but without a grant. */
export class OwnAccess {
  constructor(
    private readonly pools: RecordPools,
    private readonly cursors: OpaqueCursors,
    private readonly encryption: FieldEncryption,
  ) {}

  async read(owner: Owner, selection: Selection): Promise<DisclosedData> {
    if (selection.needs.length === 0) return { person: new Map(), provider: new Map(), matches: [] };
    const masked = selection.needs.find(
      ({ item, use }) => use === 'FILTERED' && ownDelivery(item, owner).delivery === 'MASKED',
    );
    if (masked)
      refuse(
        'STRENGTH_REQUIRED',
        {
          en: 'Sign in more strongly to filter by a value that is masked for you.',
          zh: '按对您遮蔽的值筛选前，请以更强的方式登录。',
        },
        {
          required: requiredStrength(masked.item, owner.ward !== undefined),
        },
      );
    const items = [...new Set(selection.needs.map(({ item }) => item))].map((item) =>
      ownDelivery(item, owner),
    );
    const plan = new ReadPlan(
      selection,
      items,
      this.cursors.within(`own ${owner.providerId ?? owner.ward?.personId ?? owner.personId}`),
    );
    const { results, cipher } = await recordThenRead(
      this.pools,
      this.encryption,
      openStatement(owner, items),
      (entryId) => plan.queries.map((query) => query.under(entryId)),
    );
    return plan.toAnswer(results, cipher);
  }
}
