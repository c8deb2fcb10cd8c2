import { openContact } from '../crypto/contact-encryption.js';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import { byteaOf, type SealableRow, type Seals } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';
import type { Transaction } from '../database/transaction.js';
import { refuse } from '../kernel/refusal.js';
import type { RecipientKind } from '../recipients/recipient.js';
import type { ActingMember, Institution, MemberAccount, MemberRole } from './member.js';

/** An account and its institution as their rows, each as the platform wrote it. */
export interface AccountRows {
  readonly member: SealableRow;
  readonly institution: SealableRow;
}

/** @returns null if there are none, or if the platform did not write one of them as it is */
export function sealedRows(seals: Seals, found: unknown): AccountRows | null {
  const rows = found as AccountRows | null | undefined;
  return rows && seals.holds('member', rows.member) && seals.holds('institution', rows.institution)
    ? rows
    : null;
}

export const institutionOf = (row: SealableRow): Institution => ({
  uscc: row.uscc as string,
  name: row.name as string,
  kind: row.kind as RecipientKind,
  contact: row.contact as string | null,
  recipientCode: row.recipient_code as string | null,
});

/** The name is kept with the code, so that no name is ever moved to another account. */
export const namePlaintext = (code: string, name: string): string => `${code}\0${name}`;

function nameOf(encryption: FieldEncryption, { code, sealed_name }: SealableRow): string {
  const [of, name] = openContact(encryption, 'MEMBER', byteaOf(sealed_name as string)).split('\0');
  if (of !== code || name === undefined)
    throw new Error(`The name of ${String(code)} is of another account.`);
  return name;
}

const time = (stored: unknown) => (stored ? new Date(stored as string) : null);

export const accountOf = (
  encryption: FieldEncryption,
  { member, institution }: AccountRows,
): MemberAccount => ({
  code: member.code as string,
  name: nameOf(encryption, member),
  roles: member.roles as MemberRole[],
  institution: institutionOf(institution),
  addedAt: time(member.added_at)!,
  joinedAt: time(member.joined_at),
  invitationExpiresAt: member.joined_at ? null : time(member.invitation_expires_at),
  disabledAt: time(member.disabled_at),
});

export const isActive = ({ member }: AccountRows): boolean =>
  member.joined_at !== null && member.disabled_at === null;

const acting = ({ member, institution }: AccountRows): ActingMember => ({
  memberCode: member.code as string,
  roles: Object.freeze(member.roles as MemberRole[]),
  institution: Object.freeze(institutionOf(institution)),
});

const disabled = (): never =>
  refuse('UNAUTHENTICATED', {
    en: 'This account of a member is disabled. Ask an OWNER of your institution.',
    zh: '该机构人员账户已停用。请联系本机构管理员。',
  });

/**
 * The member as the account says it now. Asked with each request, so that whoever is disabled is refused at once in every
 * process, and a change of roles holds at once.
 * @throws Refusal UNAUTHENTICATED unless the account is active
 */
export async function activeMember(database: Executor, seals: Seals, code: string): Promise<ActingMember> {
  const [found] = await database.query('SELECT assent.member_account($1) AS rows', [code]);
  const rows = sealedRows(seals, found?.rows);
  return rows && isActive(rows) ? acting(rows) : disabled();
}

/** The accounts by which a person who has signed in can act for institutions. */
export async function accountsOfPerson(
  database: Executor,
  seals: Seals,
  personId: string,
): Promise<ActingMember[]> {
  const found = await database.query('SELECT rows FROM assent.members_of_person($1::bigint) AS rows', [
    personId,
  ]);
  return found
    .map(({ rows }) => sealedRows(seals, rows))
    .filter((rows) => rows !== null && isActive(rows))
    .map((rows) => acting(rows!));
}

export const hasRole = (member: Pick<ActingMember, 'roles'>, roles: readonly MemberRole[]): boolean =>
  roles.length === 0 || roles.some((role) => member.roles.includes(role));

/** @throws Refusal FORBIDDEN unless the member has one of these roles; without roles, any member will do */
export function demandRole(member: Pick<ActingMember, 'roles'>, roles: readonly MemberRole[]): void {
  if (!hasRole(member, roles))
    refuse('FORBIDDEN', {
      en: `Only a member of the institution with the role ${roles.join(' or ')} may do this. Ask an OWNER of your institution.`,
      zh: `只有具有 ${roles.join(' 或 ')} 角色的机构人员可以这样做。请联系本机构管理员。`,
    });
}

/**
 * Checks in the transaction of each act that the account is active and has one of the roles, and holds it so until the end.
 * @param changes whether the act changes accounts of the institution: then no other such act runs at the same time
 * @throws Refusal UNAUTHENTICATED, FORBIDDEN
 */
export async function assertMemberActs(
  { query, seals }: Pick<Transaction, 'query' | 'seals'>,
  memberCode: string,
  roles: readonly MemberRole[],
  changes = false,
): Promise<ActingMember> {
  const [found] = await query('SELECT assent.member_acts($1, $2) AS rows', [memberCode, changes]);
  const rows = sealedRows(seals, found?.rows);
  if (!rows || !isActive(rows)) return disabled();
  const member = acting(rows);
  demandRole(member, roles);
  return member;
}
