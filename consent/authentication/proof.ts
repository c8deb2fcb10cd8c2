import type { SealableRow, Seals } from '../crypto/seal.js';
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
 * Spends a proof in the transaction of its action. It marks the proof as spent before it checks it, so a refused proof is
 * spent too. It returns the refusal instead of throwing it, so that the caller's transaction commits the spending.
 */
export async function spendProof(
  database: Executor,
  seals: Seals,
  claim: ProofClaim,
): Promise<Proof | Refusal> {
  if (!isUuid(claim.id)) return authenticationFailed(0);
  const [found] = await database.query('SELECT spent, live FROM assent.spend_authentication($1::uuid)', [
    claim.id,
  ]);
  const row = found?.spent as SealableRow | null | undefined;
  const good =
    row &&
    found!.live === true &&
    seals.holds('authentication', row) &&
    String(row.person_id) === claim.personId &&
    row.action === claim.action &&
    row.target === (claim.target?.toLowerCase() ?? null);
  if (!good) return authenticationFailed(0);

  const method = row.strength as AuthenticationMethod;
  const { id, personId, action, target } = claim;
  if (atLeast(method, claim.required))
    return { id, personId, action, target, strength: method, methods: [meansOf(row)] };
  const companion = await spendCompanion(database, seals, claim, method);
  if (companion !== null)
    return { id, personId, action, target, strength: 'FACE', methods: [meansOf(row), companion].sort() };
  return new Refusal(
    'STRENGTH_REQUIRED',
    {
      en: `This action needs stronger authentication: ${claim.required}.`,
      zh: `此操作需要更强的身份验证：${claim.required}。`,
    },
    {
      required: claim.required,
    },
  );
}

const meansOf = (row: SealableRow): Means =>
  row.passkey === true ? 'PASSKEY' : (row.strength as AuthenticationMethod);

/**
 * a face comparison is never the only way. An e-voucher proof and an SMS proof together count as FACE if both are
 * unspent and made for this action and target. Presenting either of them spends both.
 */
async function spendCompanion(
  database: Executor,
  seals: Seals,
  { personId, action, target }: ProofClaim,
  method: AuthenticationMethod,
): Promise<Means | null> {
  const [found] = await database.query(
    'SELECT assent.spend_companion($1::bigint, $2, $3::uuid, $4) AS spent',
    [personId, action, target, companionOf(method)],
  );
  const row = found?.spent as SealableRow | null | undefined;
  return row && seals.holds('authentication', row) ? meansOf(row) : null;
}
