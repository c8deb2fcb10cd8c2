import { randomBytes } from 'node:crypto';
import type { BlindIndex } from '../crypto/blind-index.js';
import { sealText } from '../crypto/contact-encryption.js';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import { byteaText, type SealableRow, type Seals } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';
import { namePlaintext } from './accounts.js';
import { type Institution, MEMBER_ROLES, type MemberRole } from './member.js';

/** What an account rests on. */
export type Vouched =
  | { readonly officers: readonly [string, string]; readonly letter: string }
  | { readonly member: string }
  | { readonly application: string };

export interface NewMember {
  readonly uscc: string;
  readonly name: string;
  readonly roles: readonly MemberRole[];
  /** The blind index of the employee's ID number, as `byteaText`. */
  readonly certnoIndex: string;
  readonly vouchedBy: Vouched;
  readonly at: Date;
  /** Of an invitation: SHA-256 of its secret, and its end. Without one the account is good at once. */
  readonly invitation?: { readonly digest: Buffer; readonly expiresAt: Date };
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 12;

/** A new code of an account. It tells nothing of the employee. */
const newCode = (): string =>
  `M-${[...randomBytes(CODE_LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')}`;

/** The roles in their declared order, each once. */
export const inOrder = (roles: readonly MemberRole[]): MemberRole[] =>
  MEMBER_ROLES.filter((role) => roles.includes(role));

/**
 * Stores a new account, sealed.
 * @returns its code; null if the person has an account, or an open invitation, at this institution already
 */
export async function addMember(
  database: Executor,
  seals: Seals,
  encryption: FieldEncryption,
  member: NewMember,
): Promise<string | null> {
  const code = newCode();
  const row = seals.sealed('member', {
    code,
    uscc: member.uscc,
    roles: inOrder(member.roles),
    certno_index: member.certnoIndex,
    sealed_name: byteaText(sealText(encryption, 'MEMBER', namePlaintext(code, member.name))),
    vouched_by: member.vouchedBy,
    version: 1,
    invitation_digest: member.invitation ? byteaText(member.invitation.digest) : null,
    invitation_expires_at: member.invitation?.expiresAt.toISOString() ?? null,
    added_at: member.at.toISOString(),
    joined_at: member.invitation ? null : member.at.toISOString(),
    disabled_at: null,
    disabled_for: null,
  });
  const [added] = await database.query('SELECT assent.add_member($1::jsonb) AS added', [row]);
  return added!.added === true ? code : null;
}

/** Stores a new institution, sealed. @returns false if there is one of this number or recipient already */
export async function addInstitution(
  database: Executor,
  seals: Seals,
  { uscc, name, kind, contact, recipientCode }: Institution,
  at: Date,
): Promise<boolean> {
  const row = seals.sealed('institution', {
    uscc,
    name,
    kind,
    contact,
    recipient_code: recipientCode,
    added_at: at.toISOString(),
  });
  const [added] = await database.query('SELECT assent.add_institution($1::jsonb) AS added', [row]);
  return added!.added === true;
}

/** The institution of this number as its row; null if there is none, or if the platform did not write it as it is. */
export async function institutionRow(
  database: Executor,
  seals: Seals,
  uscc: string,
): Promise<SealableRow | null> {
  const [found] = await database.query('SELECT assent.institution_row($1) AS row', [uscc]);
  const row = found?.row as SealableRow | null | undefined;
  return row && seals.holds('institution', row) ? row : null;
}

/** The blind index of an employee's ID number, as it stands in a row. */
export const certnoIndexOf = (blindIndex: BlindIndex, certNo: string): string =>
  byteaText(blindIndex.certNo(certNo));

/**
 * Stores the next version of an account.
 * @param doer the member who changes it; null for officers, and for whoever takes up an invitation
 * @returns DONE, STALE or LAST_OWNER (migrations/code/members.sql)
 */
export async function changeMember(
  database: Executor,
  seals: Seals,
  row: SealableRow,
  change: SealableRow,
  doer: string | null,
): Promise<string> {
  const next = seals.sealed('member', { ...row, ...change, version: (row.version as number) + 1 });
  const [changed] = await database.query('SELECT assent.change_member($1::jsonb, $2) AS verdict', [
    next,
    doer,
  ]);
  return changed!.verdict as string;
}
