import { isCertNo } from '../../schema/cert-no.js';
import type { BlindIndex } from '../crypto/blind-index.js';
import type { Executor } from '../database/executor.js';
import { refuse } from '../kernel/refusal.js';
import { STAFF_ROLES, type StaffMember, type StaffRole } from './role.js';

/** A staff account as a file: who, in which role, with which public key. */
export interface StaffFile {
  readonly code: string;
  readonly role: StaffRole;
  /** Kept as a blind index only: it tells that two accounts are of two people. */
  readonly certNo: string;
  /** Public key of the employee's smart card or key store. */
  readonly jwk: Readonly<Record<string, unknown>>;
}

export interface StaffAccount extends Pick<StaffFile, 'code' | 'role'> {
  readonly addedAt: Date;
  readonly disabledAt: Date | null;
}

/** Says what is wrong with a staff file or account. */
export class StaffError extends Error {
  override readonly name = 'StaffError';
}

function fail(what: string): never {
  throw new StaffError(what);
}

const KEY_TYPES = ['OKP', 'EC', 'RSA'];
const PRIVATE_PARTS = ['d', 'k', 'p', 'q'];

/** @throws StaffError naming the first thing that is wrong */
export function checkStaff(file: unknown): StaffFile {
  const { code, role, certNo, jwk } = (file ?? {}) as Partial<StaffFile>;
  if (typeof code !== 'string' || !/^[A-Z][A-Z0-9-]{1,39}$/.test(code))
    fail('code: must be a capital letter and 1 to 39 more, digits and hyphens');
  if (!role || !STAFF_ROLES.includes(role)) fail(`role: must be one of ${STAFF_ROLES.join(', ')}`);
  if (typeof certNo !== 'string' || !isCertNo(certNo)) fail('certNo: must be the employee’s ID number');
  if (typeof jwk !== 'object' || jwk === null || !KEY_TYPES.includes(String(jwk.kty)))
    fail('jwk: must be a public key (EdDSA, ES256 or PS256)');
  if (PRIVATE_PARTS.some((part) => part in jwk))
    fail('jwk: is a private key: it must never leave its owner. Give the public one');
  return { code, role, certNo, jwk };
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
