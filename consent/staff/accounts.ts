import type { BlindIndex } from '../crypto/blind-index.js';
import { keyThumbprint } from '../crypto/key-thumbprint.js';
import { byteaText, type SealableRow, type Seals } from '../crypto/seal.js';
import { databaseTime } from '../database/database-time.js';
import type { Executor } from '../database/executor.js';
import type { Transaction } from '../database/transaction.js';
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

/** Who vouches for a new employee. */
export type Enrolment =
  /** Two officers, by their codes. */
  | { readonly by: readonly [string, string] }
  /** For the first two officers, before whom there are none: SHA-256 (hex) of the minutes of the ceremony. */
  | { readonly minutesDigest: string };

/**
 * Adds an account, sealed. The owner of the database runs this, in a transaction.
 * @throws StaffError if the code, the person or the key has an account already, or nobody may enrol so
 */
export async function addStaff(
  tx: Executor,
  seals: Seals,
  blindIndex: BlindIndex,
  file: StaffFile,
  enrolment: Enrolment,
): Promise<void> {
  await tx.query('LOCK TABLE assent.staff IN SHARE ROW EXCLUSIVE MODE', []);
  const certno = blindIndex.certNo(file.certNo);
  await assertMayEnrol(tx, seals, file, byteaText(certno), enrolment);
  const row = {
    code: file.code,
    role: file.role,
    certno_index: byteaText(certno),
    jwk: file.jwk,
    thumbprint: byteaText(keyThumbprint(file.jwk)),
    enrolled_by: 'by' in enrolment ? enrolment.by : null,
    minutes_digest: 'by' in enrolment ? null : enrolment.minutesDigest,
    added_at: (await databaseTime(tx)).toISOString(),
    disabled_at: null,
  };
  const added = await tx.query(
    `INSERT INTO assent.staff SELECT * FROM jsonb_populate_record(NULL::assent.staff, $1::jsonb)
     ON CONFLICT DO NOTHING RETURNING code`,
    [seals.sealed('staff', row)],
  );
  if (added.length === 0)
    fail(`${file.code}: there is an account of this code, person or key already. Each has one, for good`);
  await recordChange(tx, file, 'ADDED', enrolment);
}

/** Every change of staff is an entry of the ledger. */
async function recordChange(
  tx: Executor,
  { code, role }: Pick<StaffFile, 'code' | 'role'>,
  change: 'ADDED' | 'DISABLED',
  enrolment: Enrolment | null,
): Promise<void> {
  const vouched =
    enrolment && 'by' in enrolment
      ? { proposedBy: enrolment.by[0], confirmedBy: enrolment.by[1] }
      : enrolment && { minutes: enrolment.minutesDigest };
  await tx.query(
    "INSERT INTO assent.ledger_entry (kind, at, content) VALUES ('STAFF_CHANGED', assent.now(), $1::jsonb)",
    [JSON.stringify({ staff: code, role, change, ...vouched })],
  );
}

const FOUNDERS = 2;

async function assertMayEnrol(
  tx: Executor,
  seals: Seals,
  file: StaffFile,
  certno: string,
  enrolment: Enrolment,
): Promise<void> {
  if (!('by' in enrolment)) {
    const [officers] = await tx.query(
      "SELECT count(*)::integer AS count FROM assent.staff WHERE role = 'OFFICER'",
      [],
    );
    if (file.role !== 'OFFICER' || (officers!.count as number) >= FOUNDERS)
      fail(
        `${file.code}: a ceremony enrols the first two officers. Name the two officers who enrol this account`,
      );
    return;
  }
  const officers = await Promise.all(enrolment.by.map((code) => sealedAccount(tx, seals, code)));
  const people = new Set([certno, ...officers.map((officer) => officer?.certno_index)]);
  const stand = officers.every((officer) => officer?.role === 'OFFICER' && officer.disabled_at === null);
  if (!stand || people.size < 3)
    fail(`${file.code}: it takes two officers who are two people, and neither is the new employee`);
}

/** The account as its row; null if there is none, or if the platform did not write it as it is. */
export async function sealedAccount(
  database: Executor,
  seals: Seals,
  code: string,
): Promise<SealableRow | null> {
  const [found] = await database.query('SELECT assent.staff_account($1) AS row', [code]);
  const row = found?.row as SealableRow | null | undefined;
  return row && seals.holds('staff', row) ? row : null;
}

/**
 * Disables an account at once, even if it holds a valid token. The owner of the database runs this, in a transaction.
 * @throws StaffError if there is no such active account
 */
export async function disableStaff(tx: Executor, seals: Seals, code: string): Promise<void> {
  const account = await sealedAccount(tx, seals, code);
  if (account?.disabled_at !== null) fail(`${code}: there is no such account that is not disabled`);
  const disabled = { ...account, disabled_at: (await databaseTime(tx)).toISOString() };
  await tx.query('UPDATE assent.staff SET disabled_at = $2, seal = $3 WHERE code = $1', [
    code,
    disabled.disabled_at,
    seals.of('staff', disabled),
  ]);
  await recordChange(tx, { code, role: account!.role as StaffRole }, 'DISABLED', null);
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
 * Checks with each request that the account is not disabled, so that its sessions end with it.
 * @throws Refusal UNAUTHENTICATED
 */
export async function assertAccountActive(
  database: Executor,
  seals: Seals,
  staffCode: string,
): Promise<void> {
  const account = await sealedAccount(database, seals, staffCode);
  if (account?.disabled_at !== null)
    refuse('UNAUTHENTICATED', {
      en: 'This staff account is disabled. Ask an officer for a new one.',
      zh: '该工作人员账户已停用。请联系管理人员重新开户。',
    });
}

/**
 * Checks in the transaction of each act that the account is active, because a token may outlive its account.
 * @throws Refusal UNAUTHENTICATED if the account was disabled meanwhile
 */
export async function assertActs(
  { query, seals }: Pick<Transaction, 'query' | 'seals'>,
  { staffCode, role }: StaffMember,
): Promise<void> {
  const [row] = await query('SELECT assent.staff_acts($1, $2) AS acts', [staffCode, role]);
  const account = row?.acts === true ? await sealedAccount({ query }, seals, staffCode) : null;
  if (account === null)
    refuse('UNAUTHENTICATED', {
      en: 'This staff account is disabled. Ask an officer for a new one.',
      zh: '该工作人员账户已停用。请联系管理人员重新开户。',
    });
}
