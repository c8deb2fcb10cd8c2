import type { EntityManager } from '@mikro-orm/postgresql';
import type { AuthenticationService } from '../authentication/authentication-service.js';
import { readClassificationInForce } from '../catalogue/classification.js';
import { suspendedItems } from '../catalogue/suspended-items.js';
import { transact } from '../database/transaction.js';
import { badInput, Refusal } from '../kernel/refusal.js';
import type { Grant } from './grant.js';
import { grantorFor } from './grantor.js';
import { lockOwnGrant } from './lock-own.js';
import { grantStatus } from './standing.js';

export interface ItemConfirmation {
  /** The id of the grant. */
  readonly id: string;
  /** Default: every suspended item of the grant. */
  readonly items?: readonly string[] | null;
  readonly sensitiveConfirmed: boolean;
  /** A proof made for action APPROVE and this grant. */
  readonly authentication: string;
}

/**
 * an item whose level is raised is suspended in every grant. Here the person confirms such items again, with the
 * strength that the new level requires; the terms of the grant do not change.
 * @throws Refusal; a proof that is not accepted is spent all the same
 */
export const confirmGrantItems = (
  em: EntityManager,
  authentications: AuthenticationService,
  personId: string,
  { id, items, sensitiveConfirmed, authentication }: ItemConfirmation,
): Promise<Grant> =>
  transact(em, async (tx) => {
    const grant = await lockOwnGrant(tx, personId, id);
    grant.assertNotEnded(await grantStatus(tx, grant.id));
    const { everyItemSensitive } = await grantorFor(tx, personId, grant);
    const suspended = (await suspendedItems(tx, [grant.id])).get(grant.id) ?? [];
    const confirmed = items ? suspended.filter(({ item }) => items.includes(item)) : suspended;
    if (confirmed.length === 0 || confirmed.length < (items?.length ?? 0))
      throw badInput(
        'items',
        suspended.length > 0
          ? {
              en: `Of this grant these items wait to be confirmed: ${suspended.map(({ item }) => item).join(', ')}.`,
              zh: `该授权中等待确认的信息项为：${suspended.map(({ item }) => item).join('、')}。`,
            }
          : {
              en: 'No item of this grant waits to be confirmed. Nothing is left to do.',
              zh: '该授权没有等待确认的信息项，无需再确认。',
            },
      );
    const granted = grant.items.filter(({ item }) => confirmed.some((one) => one.item === item));
    const classification = await readClassificationInForce(tx);
    classification.assertConfirmed(granted, sensitiveConfirmed, everyItemSensitive);
    const proof = await authentications.spend(tx, {
      id: authentication,
      personId,
      action: 'APPROVE',
      target: grant.id,
      required: classification.requiredStrength(grant.purpose, granted, everyItemSensitive),
    });
    if (proof instanceof Refusal) return proof;
    const at = (await tx.now()).toISOString();
    for (const { item, version } of confirmed) {
      const row = tx.seals.sealed('item_confirmation', {
        grant_id: grant.id,
        item,
        version,
        authentication_id: proof.id,
        confirmed_at: at,
      });
      await tx.query('SELECT assent.confirm_item($1::jsonb)', [row]);
    }
    await tx.query('SELECT assent.record_confirmed_items($1, $2)', [grant.id, proof.strength]);
    return grant;
  });
