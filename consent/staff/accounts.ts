import type { BlindIndex } from '../crypto/blind-index.js';
import type { Executor } from '../database/executor.js';
import { refuse } from '../kernel/refusal.js';
import type { StaffMember, StaffRole } from './role.js';
import { StaffError, type StaffFile } from './staff-file.js';

export interface StaffAccount extends Pick<StaffFile, 'code' | 'role'> {
  readonly addedAt: Date;
  readonly disabledAt: Date | null;
}

function fail(what: string): never {
  throw new StaffError(what);
}

/** The owner of the database runs this. @throws StaffError if the code, the person or the key has an account already */
export async function addStaff(database: Executor, blindIndex: BlindIndex, file: StaffFile): Promise<void> {
  const added = await database.query(
    `INSERT INTO assent.staff (code, role, certno_index, jwk) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING code`,
    [file.code, file.role, blindIndex.certNo(file.certNo), JSON.stringify(file.jwk)],
  );
  if (added.length === 0)
    fail(`${file.code}: there is an account of this code, person or key already. Each has one, for good`);
}

/**
 * Disables an account at once, even if it holds a valid token.
 * @throws StaffError if there is no such active account
 */
export async function disableStaff(database: Executor, code: string): Promise<void> {
  const disabled = await database.query(
    'UPDATE assent.staff SET disabled_at = assent.now() WHERE code = $1 AND disabled_at IS NULL RETURNING code',
    [code],
  );
  if (disabled.length === 0) fail(`${code}: there is no such account that is not disabled`);
}

export async function listStaff(database: Executor): Promise<StaffAccount[]> {
  const rows = await database.query(
    'SELECT code, role, added_at, disabled_at FROM assent.staff ORDER BY code',
    [],
  );
  return rows.map(({ code, role, added_at, disabled_at }) => ({
    code: code as string,
    role: role as StaffRole,
    addedAt: added_at as Date,
    disabledAt: disabled_at as Date | null,
  }));
}

/**
 * Checks in the transaction of each act that the account is active, because a token may outlive its account.
 * @throws Refusal UNAUTHENTICATED if the account was disabled meanwhile
 */
export async function assertActs(tx: Executor, { staffCode, role }: StaffMember): Promise<void> {
  const [row] = await tx.query('SELECT assent.staff_acts($1, $2) AS acts', [staffCode, role]);
  if (row?.acts !== true) refuse('UNAUTHENTICATED', 'This staff account is disabled.');
}
