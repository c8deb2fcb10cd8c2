import { setTimeout as delay } from 'node:timers/promises';
import { give } from '../people/giving.js';
import type { Platform } from '../platform/platform.js';

const PAGE =
  'person { settlements(first: 2) { nodes { settlementId totalFee } pageInfo { endCursor hasNextPage } } }';

/** The ids and the receipt of one grant in the story. */
export interface Lived {
  readonly grantId: string;
  readonly disclosureId: string;
  readonly receipt: string;
}

/** Gives a grant and causes one entry of each kind about it, over the API. */
export async function live(platform: Platform, maxUses = 3): Promise<Lived> {
  const { id, owner } = await give(platform, {
    asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses },
  });
  const { data } = await platform.insurer.redeem(id, 'first', `id receipt ${PAGE}`);
  for (const key of ['second', 'second']) await platform.insurer.redeem(id, key, `id ${PAGE}`);
  await platform.insurer.redeem(id, 'refused', 'person { contact { mobile } }');
  await owner.run('{ me { person { contact { mobile } } } }');
  return { grantId: id, disclosureId: data.redeemGrant.id, receipt: data.redeemGrant.receipt };
}

/** Adds many entries, so that the log has tiles of two levels. */
export const many = ({ database }: Platform, grantId: string, count: number) =>
  database.sql(
    `SELECT assent.record_refusal($1, 'ITEM_NOT_GRANTED', '["SETL_ID"]', n::integer) FROM generate_series(1, $2) AS n`,
    [grantId, count],
  );

/** Waits until a checkpoint covers every entry, which takes the sequencer at most a second. */
export async function sequenced({ database }: Platform): Promise<number> {
  for (;;) {
    const [row] = await database.sql(
      `SELECT (SELECT count(*) FROM assent.ledger_entry)::integer AS entries,
         (SELECT max(size) FROM assent.ledger_checkpoint)::integer AS size`,
    );
    if (row!.entries === row!.size) return row!.size;
    await delay(20);
  }
}
