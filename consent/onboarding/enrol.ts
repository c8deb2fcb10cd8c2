import type { BlindIndex } from '../crypto/blind-index.js';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import type { Seals } from '../crypto/seal.js';
import { databaseTime } from '../database/database-time.js';
import type { Executor } from '../database/executor.js';
import { sealedAccount } from '../staff/accounts.js';
import { sealedRows } from './accounts.js';
import { MemberError, type MemberFile } from './member-file.js';
import { addInstitution, addMember, certnoIndexOf, changeMember, institutionRow } from './member-row.js';

export interface Enrolling {
  readonly seals: Seals;
  readonly blindIndex: BlindIndex;
  readonly encryption: FieldEncryption;
}

function fail(what: string): never {
  throw new MemberError(what);
}

/**
 * Two officers enrol a member on the letter of appointment, and the institution if it is new. The owner of the database runs
 * this, in a transaction.
 * @returns the code of the account
 * @throws MemberError
 */
export async function enrolMember(
  tx: Executor,
  { seals, blindIndex, encryption }: Enrolling,
  { institution, name, certNo, roles, letter }: MemberFile,
  officers: readonly [string, string],
): Promise<string> {
  const certnoIndex = certnoIndexOf(blindIndex, certNo);
  await assertOfficers(tx, seals, officers, certnoIndex);
  const at = await databaseTime(tx);
  await establish(tx, seals, institution, at);
  const added = await addMember(tx, seals, encryption, {
    uscc: institution.uscc,
    name,
    roles,
    certnoIndex,
    vouchedBy: { officers, letter },
    at,
  });
  return added ?? fail('this person has an account at this institution already. Disable it first');
}

async function assertOfficers(
  tx: Executor,
  seals: Seals,
  officers: readonly [string, string],
  certnoIndex: string,
): Promise<void> {
  const found = await Promise.all(officers.map((code) => sealedAccount(tx, seals, code)));
  const people = new Set([certnoIndex, ...found.map((officer) => officer?.certno_index)]);
  const stand = found.every((officer) => officer?.role === 'OFFICER' && officer.disabled_at === null);
  if (!stand || people.size < 3)
    fail('it takes two officers who are two people, and neither is the new member');
}

/** Makes the institution, or finds it as the file says it is. A recipient that it has become meanwhile is added. */
async function establish(
  tx: Executor,
  seals: Seals,
  { uscc, name, kind, recipient: said }: MemberFile['institution'],
  at: Date,
): Promise<void> {
  const recipient = said ?? null;
  const institution = { uscc, name, kind, contact: null, recipientCode: recipient };
  if (await addInstitution(tx, seals, institution, at)) return;
  const known =
    (await institutionRow(tx, seals, uscc)) ??
    fail(`${uscc}: the recipient ${recipient} is another institution, or the row was not written by us`);
  if (known.name !== name || known.kind !== kind)
    fail(`${uscc}: the platform knows this institution as ${String(known.name)}, ${String(known.kind)}`);
  if (recipient === null || known.recipient_code === recipient) return;
  if (known.recipient_code !== null) fail(`${uscc}: this institution is ${String(known.recipient_code)}`);
  const linked = { ...known, recipient_code: recipient };
  await tx.query('UPDATE assent.institution SET recipient_code = $2, seal = $3 WHERE uscc = $1', [
    uscc,
    recipient,
    seals.of('institution', linked),
  ]);
}

/** Disables an account at once, by the operator. @throws MemberError if there is no such active account */
export async function disableByOperator(
  tx: Executor,
  seals: Seals,
  code: string,
  reason: string,
): Promise<void> {
  const [found] = await tx.query('SELECT assent.member_account($1) AS rows', [code]);
  const rows = sealedRows(seals, found?.rows);
  if (rows?.member.disabled_at !== null)
    return fail(`${code}: there is no such account that is not disabled`);
  const disabled = { disabled_at: (await databaseTime(tx)).toISOString(), disabled_for: reason };
  const verdict = await changeMember(tx, seals, rows.member, disabled, null);
  if (verdict !== 'DONE') fail(`${code}: ${verdict}`);
}

/** An account as the operator lists it: without the name. */
export async function listMembers(database: Executor): Promise<Record<string, unknown>[]> {
  return database.query(
    `SELECT m.code, m.uscc, i.name AS institution, i.recipient_code AS recipient, m.roles, m.added_at, m.joined_at, m.disabled_at
     FROM assent.member m JOIN assent.institution i USING (uscc) ORDER BY m.uscc, m.code`,
    [],
  );
}
