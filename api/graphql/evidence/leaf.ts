import { badInput } from '../../../consent/kernel/refusal.js';
import type { LeafQuery } from '../../../consent/ledger/log/published-log.js';
import type { Context } from '../common/context.js';
import type { LeafArgs } from './leaf-args.js';
import { disclosureOf, grantOf } from './visible-records.js';

export async function leafOf(
  context: Context,
  { disclosureId, grantId, leafIndex }: LeafArgs,
): Promise<LeafQuery> {
  if ([disclosureId, grantId, leafIndex].filter((one) => one != null).length !== 1)
    throw badInput('disclosureId', {
      en: 'Name exactly one: disclosureId, grantId or leafIndex.',
      zh: 'disclosureId、grantId、leafIndex 须且只须给出一个。',
    });
  if (disclosureId != null) return { disclosureId: (await disclosureOf(context, disclosureId)).id };
  if (grantId != null) return { grantId: (await grantOf(context, grantId)).id };
  return { leafIndex: leafIndex! };
}
