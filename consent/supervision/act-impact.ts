import { arrayLiteral } from '../database/pg-array.js';
import type { Transaction } from '../database/transaction.js';
import { LIMITS } from '../kernel/limits.js';
import { assertActs } from '../staff/accounts.js';
import type { StaffMember } from '../staff/role.js';
import type { Proposal } from './act.js';
import { checkAct } from './officer-acts.js';

/** What an act would touch if it took effect now. Null: fewer than LIMITS.smallNumber, but some. */
export interface ActImpact {
  readonly grants: number | null;
  /** Persons and providers. */
  readonly people: number | null;
  /** Items of the catalogue that these grants give, or that are raised. */
  readonly items: number | null;
}

/** A small number could tell who it is about. None at all tells nothing of anybody. */
const told = (count: number): number | null => (count === 0 || count >= LIMITS.smallNumber ? count : null);

/**
 * Counts the grants that an act would touch: of the recipient, or with an item whose level is raised, and not ended.
 * @throws Refusal as proposeAct
 */
export async function actImpact(
  database: Transaction,
  officer: StaffMember,
  act: Omit<Proposal, 'reason'>,
): Promise<ActImpact> {
  await assertActs(database, officer);
  const effect = await checkAct(database, act);
  const recipient = effect ? effect.recipient : (act.recipient ?? null);
  // An institution that is no recipient yet has no grants.
  if (effect && recipient === null) return { grants: 0, people: 0, items: 0 };
  const raised = act.raises?.map(({ item }) => item) ?? null;
  const [row] = await database.query(
    `SELECT count(*)::integer AS grants, count(DISTINCT (person_id, provider_id))::integer AS people
     FROM assent.consent_grant g
     WHERE valid_until > assent.now() AND revoked_at IS NULL AND superseded_at IS NULL
       AND ($1::text IS NULL OR recipient_code = $1)
       AND ($2::text[] IS NULL OR EXISTS (
         SELECT FROM jsonb_array_elements(g.items) AS one WHERE one->>'item' = ANY ($2::text[])))`,
    [recipient, raised && arrayLiteral(raised)],
  );
  const [grants, people] = [told(row!.grants as number), told(row!.people as number)];
  if (raised) return { grants, people, items: raised.length };
  return {
    grants,
    people,
    items: grants === null || people === null ? null : await itemsOf(database, recipient!),
  };
}

/** How many items of the catalogue the standing grants to a recipient give together. */
async function itemsOf(database: Transaction, recipient: string): Promise<number> {
  const [row] = await database.query(
    `SELECT count(DISTINCT one->>'item')::integer AS items
     FROM assent.consent_grant g CROSS JOIN LATERAL jsonb_array_elements(g.items) AS one
     WHERE valid_until > assent.now() AND revoked_at IS NULL AND superseded_at IS NULL AND recipient_code = $1`,
    [recipient],
  );
  return row!.items as number;
}
