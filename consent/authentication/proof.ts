import type { Executor } from '../database/executor.js';
import { Refusal } from '../kernel/refusal.js';
import { atLeast, type Strength } from '../kernel/strength.js';
import { isUuid } from '../kernel/uuid.js';
import type { AuthenticationAction, AuthenticationMethod, Means } from './action.js';
import { authenticationFailed } from './authentication-failed.js';
import { companionOf } from './combined-strength.js';

/** The action that a proof is presented for. */
export interface ProofClaim {
  /** The id that `completeAuthentication` returned. */
  readonly id: string;
  readonly personId: string;
  readonly action: AuthenticationAction;
  readonly target: string | null;
  readonly required: Strength;
}

/** An accepted and spent proof. */
export interface Proof {
  readonly id: string;
  readonly personId: string;
  readonly action: AuthenticationAction;
  readonly target: string | null;
  /** The strength that the proof counts as. */
  readonly strength: Strength;
  /** The ways in which the person authenticated. */
  readonly methods: readonly Means[];
}

/**
 * Spends a proof in the transaction of its action. It marks the proof as spent before it checks it, so a refused proof
 * is spent too. It returns the refusal instead of throwing it, so that the caller's transaction commits the spending.
 */
export async function spendProof(database: Executor, claim: ProofClaim): Promise<Proof | Refusal> {
  if (!isUuid(claim.id)) return authenticationFailed(0);
  const [row] = await database.query(
    `UPDATE assent.authentication SET spent_at = assent.now() WHERE id = $1 AND spent_at IS NULL
     RETURNING person_id::text, action, target::text, strength, passkey, expires_at > assent.now() AS live`,
    [claim.id],
  );
  const good =
    row?.live === true &&
    row.person_id === claim.personId &&
    row.action === claim.action &&
    row.target === (claim.target?.toLowerCase() ?? null);
  if (!good) return authenticationFailed(0);

  const method = row.strength as AuthenticationMethod;
  const { id, personId, action, target } = claim;
  if (atLeast(method, claim.required))
    return { id, personId, action, target, strength: method, methods: [meansOf(row)] };
  const companion = await spendCompanion(database, claim, method);
  if (companion !== null)
    return { id, personId, action, target, strength: 'FACE', methods: [meansOf(row), companion].sort() };
  return new Refusal('STRENGTH_REQUIRED', `This action needs stronger authentication: ${claim.required}.`, {
    required: claim.required,
  });
}

const meansOf = (row: Record<string, unknown>): Means =>
  row.passkey === true ? 'PASSKEY' : (row.strength as AuthenticationMethod);

/**
 * a face comparison is never the only way. An e-voucher proof and an SMS proof together count as FACE if both are
 * unspent and made for this action and target. Presenting either of them spends both.
 */
async function spendCompanion(
  database: Executor,
  claim: ProofClaim,
  method: AuthenticationMethod,
): Promise<Means | null> {
  const rows = await database.query(
    `UPDATE assent.authentication SET spent_at = assent.now()
      WHERE spent_at IS NULL AND id = (
        SELECT id FROM assent.authentication
         WHERE person_id = $1::bigint AND action = $2 AND target IS NOT DISTINCT FROM $3::uuid
           AND strength = $4 AND spent_at IS NULL AND expires_at > assent.now()
         ORDER BY created_at DESC LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING strength, passkey`,
    [claim.personId, claim.action, claim.target, companionOf(method)],
  );
  return rows[0] === undefined ? null : meansOf(rows[0]);
}
