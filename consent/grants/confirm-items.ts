import type { EntityManager } from '@mikro-orm/postgresql';
import type { Authentications } from '../authentication/authentication-service.js';
import { readLevelsInForce } from '../catalogue/classification.js';
import { assertConfirmed, requiredStrength } from '../catalogue/sensitivity.js';
import { suspendedItems } from '../catalogue/suspended-items.js';
import { transact } from '../database/transaction.js';
import { badInput, Refusal, refuse } from '../kernel/refusal.js';
import { strongest } from '../kernel/strength.js';
import { recordGrantEvent } from '../ledger/entries/grant-events.js';
import { grantOf } from './find-own.js';
import { type Grant, grantStatus } from './grant.js';
import { giverOf } from './grantor.js';

export interface ItemConfirmation {
  /** The grant. */
  readonly id: string;
  /** Default: all that wait. */
  readonly items?: readonly string[] | null;
  readonly sensitiveConfirmed: boolean;
  /** A proof made for action APPROVE and this grant. */
  readonly authentication: string;
}

function assertStands(grant: Grant, now: Date): void {
  const status = grantStatus(grant, now);
  if (status === 'REVOKED')
    refuse('GRANT_REVOKED', 'The grant was revoked.', { at: grant.revokedAt!.toISOString() });
  if (status === 'SUPERSEDED')
    refuse('GRANT_SUPERSEDED', 'A newer grant stands in its place.', {
      at: grant.supersededAt!.toISOString(),
    });
  if (status === 'EXPIRED')
    refuse('GRANT_EXPIRED', 'The grant has ended.', { at: grant.validUntil.toISOString() });
}

/**
 * the person's new word for items whose level was raised, with the strength that the new level asks for. The
 * grant and its terms stay as they were. @throws Refusal; a proof presented in vain is spent
 */
export const confirmGrantItems = (
  em: EntityManager,
  authentications: Authentications,
  personId: string,
  { id, items, sensitiveConfirmed, authentication }: ItemConfirmation,
): Promise<Grant> =>
  transact(em, async (tx) => {
    const grant = await grantOf(tx, personId, id);
    assertStands(grant, await tx.now());
    const { everyItemSensitive } = await giverOf(tx, personId, grant);
    const waiting = (await suspendedItems(tx, [grant.id])).get(grant.id) ?? [];
    const chosen = items ? waiting.filter(({ item }) => items.includes(item)) : waiting;
    if (chosen.length === 0 || chosen.length < (items?.length ?? 0))
      throw badInput('items', 'Confirm items of this grant that wait for it: suspendedItems.');
    const granted = grant.items.filter(({ item }) => chosen.some((one) => one.item === item));
    const levels = await readLevelsInForce(tx);
    levels.assertConfirmed(granted, sensitiveConfirmed);
    assertConfirmed(sensitiveConfirmed, granted, everyItemSensitive);
    const proof = await authentications.spend(tx, {
      id: authentication,
      personId,
      action: 'APPROVE',
      target: grant.id,
      required: strongest([
        requiredStrength(grant.purpose, granted, everyItemSensitive),
        levels.raisedStrength(granted),
      ]),
    });
    if (proof instanceof Refusal) return proof;
    for (const { item, version } of chosen)
      await tx.query(
        'INSERT INTO assent.item_confirmation (grant_id, item, version, authentication_id) VALUES ($1, $2, $3, $4)',
        [grant.id, item, version, proof.id],
      );
    await recordGrantEvent(tx, grant.id, 'GRANT_REINSTATED', {
      why: 'CONFIRMED_AGAIN',
      confirmed: chosen.map(({ item, version }) => ({ item, version })),
      strength: proof.strength,
    });
    return grant;
  });
