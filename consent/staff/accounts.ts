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

/** Run by the owner of the database. @throws StaffError when code, person or key has an account already */
export async function addStaff(database: Executor, blindIndex: BlindIndex, file: StaffFile): Promise<void> {
  const added = await database.query(
    `INSERT INTO assent.staff (code, role, certno_index, jwk) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING code`,
    [file.code, file.role, blindIndex.certNo(file.certNo), JSON.stringify(file.jwk)],
  );
  if (added.length === 0)
    fail(`${file.code}: there is an account of this code, person or key already. Each has one, for good`);
}

/** It acts no more from now on, whatever token it holds. @throws StaffError when there is no such account */
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
 * To be asked in the transaction of each act: a token outlives its account.
 * @throws Refusal UNAUTHENTICATED when the account was disabled meanwhile
 */
export async function assertActs(tx: Executor, { staffCode, role }: StaffMember): Promise<void> {
  const [row] = await tx.query('SELECT assent.staff_acts($1, $2) AS acts', [staffCode, role]);
  if (row?.acts !== true) refuse('UNAUTHENTICATED', 'This staff account is disabled.');
}
