import type { EntityManager } from '@mikro-orm/postgresql';
import type { AuthenticationService } from '../authentication/authentication-service.js';
import { readClassificationInForce } from '../catalogue/classification.js';
import { type SuspendedItem, suspendedItems } from '../catalogue/suspended-items.js';
import { type Transaction, transact } from '../database/transaction.js';
import { badInput, Refusal } from '../kernel/refusal.js';
import type { Strength } from '../kernel/strength.js';
import type { EventDetail } from '../ledger/entries/grant-events.js';
import type { Grant } from './grant.js';
import { type Grantor, grantorFor } from './grantor.js';
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

/** What is confirmed again, and what the law requires for it. */
export interface PreparedConfirmation {
  readonly grant: Grant;
  readonly grantor: Grantor;
  readonly confirmed: readonly SuspendedItem[];
  readonly requiredStrength: Strength;
}

/**
 * Checks which suspended items of their grant the person confirms again; nothing is stored.
 * @param items default: every suspended item of the grant
 * @throws Refusal
 */
export async function prepareConfirmation(
  tx: Transaction,
  personId: string,
  grant: Grant,
  { items, sensitiveConfirmed }: Pick<ItemConfirmation, 'items' | 'sensitiveConfirmed'>,
): Promise<PreparedConfirmation> {
  grant.assertNotEnded(await grantStatus(tx, grant.id));
  const grantor = await grantorFor(tx, personId, grant);
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
  classification.assertConfirmed(granted, sensitiveConfirmed, grantor.everyItemSensitive);
  const requiredStrength = classification.requiredStrength(
    grant.purpose,
    granted,
    grantor.everyItemSensitive,
  );
  return { grant, grantor, confirmed, requiredStrength };
}

/** What the confirmation rests on: the person's proof, or their approval at the counter. */
type Basis =
  | { readonly authentication_id: string; readonly approval_id: null }
  | { readonly authentication_id: null; readonly approval_id: string };

/** Stores and records the confirmation. @param detail who acted, and how at the counter */
export async function storeConfirmation(
  tx: Transaction,
  { grant, confirmed }: PreparedConfirmation,
  basis: Basis,
  strength: Strength,
  detail: EventDetail = {},
): Promise<void> {
  const at = (await tx.now()).toISOString();
  for (const { item, version } of confirmed) {
    const row = tx.seals.sealed('item_confirmation', {
      grant_id: grant.id,
      item,
      version,
      ...basis,
      confirmed_at: at,
    });
    await tx.query('SELECT assent.confirm_item($1::jsonb)', [row]);
  }
  await tx.query('SELECT assent.record_confirmed_items($1, $2, $3::jsonb)', [
    grant.id,
    strength,
    JSON.stringify(detail),
  ]);
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
  { id, authentication, ...confirmation }: ItemConfirmation,
): Promise<Grant> =>
  transact(em, async (tx) => {
    const grant = await lockOwnGrant(tx, personId, id);
    const prepared = await prepareConfirmation(tx, personId, grant, confirmation);
    const proof = await authentications.spend(tx, {
      id: authentication,
      personId,
      action: 'APPROVE',
      target: grant.id,
      required: prepared.requiredStrength,
    });
    if (proof instanceof Refusal) return proof;
    await storeConfirmation(tx, prepared, { authentication_id: proof.id, approval_id: null }, proof.strength);
    return grant;
  });
