import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { numberFault, RESIDENT_ID } from '../../schema/identity/identity-document.js';
import type { BlindIndex } from '../crypto/blind-index.js';
import type { FieldEncryption } from '../crypto/field-encryption.js';
import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import { byteaText, type SealableRow } from '../crypto/seal.js';
import { secondsAfter } from '../database/database-time.js';
import { type Transaction, transact } from '../database/transaction.js';
import { LIMITS } from '../kernel/limits.js';
import { pageSizeOf } from '../kernel/page-size.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { type AccountRows, accountOf, assertMemberActs, isActive, sealedRows } from './accounts.js';
import type { ActingMember, MemberAccount, MemberRole } from './member.js';
import { addMember, certnoIndexOf, changeMember, inOrder } from './member-row.js';
import { tellOwners } from './tell-owners.js';

export interface Invitation {
  readonly name: string;
  readonly certNo: string;
  readonly roles: readonly MemberRole[];
}

/** An account that was just made by an invitation, with the secret of its link, which nobody is told again. */
export interface InvitedMember {
  readonly account: MemberAccount;
  readonly secret: string;
  readonly expiresAt: Date;
}

export interface MemberPage {
  readonly nodes: MemberAccount[];
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
}

const SECRET = /^[\w-]{43}$/;
const LIST = 'members';
const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

const notFound = (): never =>
  refuse('NOT_FOUND', {
    en: 'Your institution has no such member. Look at `member { institution { members } }`.',
    zh: '贵机构没有这个人员。请查看 `member { institution { members } }`。',
  });

const REFUSALS: Readonly<Record<string, () => never>> = {
  STALE: () =>
    refuse('RATE_LIMITED', {
      en: 'Somebody else has changed this account at the same moment. Look at it again.',
      zh: '同一时刻有人修改了该账户。请重新查看。',
    }),
  LAST_OWNER: () =>
    refuse('FORBIDDEN', {
      en: 'An institution keeps an OWNER. Make somebody else an OWNER first.',
      zh: '机构至少要有一名管理员。请先把另一名人员设为管理员。',
    }),
};

/** Members of institutions: who invites, changes and disables them. Each change is in the ledger and told to the OWNERs. */
export class Members {
  constructor(
    private readonly encryption: FieldEncryption,
    private readonly blindIndex: BlindIndex,
    private readonly cursors: OpaqueCursors,
  ) {}

  /** The member's own account. */
  async own(
    { query, seals }: Transaction,
    { memberCode }: Pick<ActingMember, 'memberCode'>,
  ): Promise<MemberAccount> {
    const rows = await rowsOf({ query, seals }, memberCode);
    return rows ? accountOf(this.encryption, rows) : notFound();
  }

  /** Everybody of the institution, disabled ones too, in the order of their codes. For OWNER and AUDITOR. */
  async ofInstitution(
    tx: Transaction,
    { institution: { uscc } }: ActingMember,
    { first, after }: { readonly first?: number | null; readonly after?: string | null },
  ): Promise<MemberPage> {
    const size = pageSizeOf(first);
    const cursors = this.cursors.within(`${LIST} ${uscc}`);
    const [from = null] = after == null ? [] : cursors.open(LIST, after);
    const found = await tx.query('SELECT rows FROM assent.members_of($1, $2, $3) AS rows', [
      uscc,
      from,
      size + 1,
    ]);
    const shown = found.slice(0, size).flatMap(({ rows }) => sealedRows(tx.seals, rows) ?? []);
    const nodes = shown.map((rows) => accountOf(this.encryption, rows));
    const last = nodes.at(-1);
    return {
      nodes,
      endCursor: last ? cursors.seal(LIST, [last.code]) : null,
      hasNextPage: found.length > size,
    };
  }

  /** An OWNER invites somebody, who joins by the link. @throws Refusal BAD_USER_INPUT */
  invite(em: EntityManager, doer: string, { name, certNo, roles }: Invitation): Promise<InvitedMember> {
    const named = checkText('name', name, LIMITS.memberNameLength, true)!;
    if (numberFault(RESIDENT_ID, certNo) !== null)
      throw badInput('certNo', {
        en: 'certNo is the employee’s ID number of 18 characters.',
        zh: 'certNo 应为该人员的 18 位身份证号。',
      });
    checkRoles(roles);
    return transact(em, async (tx) => {
      const owner = await assertMemberActs(tx, doer, ['OWNER'], true);
      const at = await tx.now();
      const secret = randomBytes(32).toString('base64url');
      const expiresAt = secondsAfter(at, LIMITS.invitationHours * 3600);
      const code = await addMember(tx, tx.seals, this.encryption, {
        uscc: owner.institution.uscc,
        name: named,
        roles,
        certnoIndex: certnoIndexOf(this.blindIndex, certNo),
        vouchedBy: { member: doer },
        at,
        invitation: { digest: digestOf(secret), expiresAt },
      });
      if (code === null)
        throw badInput('certNo', {
          en: 'This person has an account or an open invitation at your institution. Disable it first.',
          zh: '此人在贵机构已有账户或未使用的邀请。请先停用。',
        });
      return { account: await this.changed(tx, code, '邀请了一名人员'), secret, expiresAt };
    });
  }

  /**
   * Whoever was invited joins, signed in here as that person with FACE. The link is good once.
   * @throws Refusal NOT_FOUND for a link that is not good, or not for this person, alike
   */
  join(em: EntityManager, personId: string, secret: string): Promise<MemberAccount> {
    return transact(em, async (tx) => {
      const [found] = SECRET.test(secret)
        ? await tx.query('SELECT assent.invited_member($1::bytea) AS rows', [byteaText(digestOf(secret))])
        : [];
      const rows = sealedRows(tx.seals, found?.rows);
      if (!rows || rows.member.certno_index !== (await personIndex(tx, personId)))
        return refuse('NOT_FOUND', {
          en: 'This invitation is not good: it was used, withdrawn or is over, or it is for somebody else. Ask for another.',
          zh: '该邀请无效：可能已使用、已撤回、已过期，或不是发给您的。请联系机构重新邀请。',
        });
      await change(tx, rows.member, { joined_at: (await tx.now()).toISOString() }, null);
      return this.changed(tx, rows.member.code as string, '一名受邀人员已加入');
    });
  }

  /** An OWNER gives a member other roles. @throws Refusal NOT_FOUND, FORBIDDEN for the last OWNER */
  setRoles(
    em: EntityManager,
    doer: string,
    code: string,
    roles: readonly MemberRole[],
  ): Promise<MemberAccount> {
    checkRoles(roles);
    return transact(em, async (tx) => {
      const { member } = await this.ofSameInstitution(tx, doer, code);
      await change(tx, member, { roles: inOrder(roles) }, doer);
      return this.changed(tx, code, '一名人员的角色已更改');
    });
  }

  /** An OWNER disables an account, or an invitation, for good. @throws Refusal NOT_FOUND, FORBIDDEN for the last OWNER */
  disable(em: EntityManager, doer: string, code: string, reason: string): Promise<MemberAccount> {
    const why = checkText('reason', reason, LIMITS.reasonLength, true)!;
    return transact(em, async (tx) => {
      const { member } = await this.ofSameInstitution(tx, doer, code);
      const disabled = { disabled_at: (await tx.now()).toISOString(), disabled_for: why };
      await change(tx, member, disabled, doer);
      return this.changed(tx, code, '一名人员已停用');
    });
  }

  /**
   * The person who applies for an institution becomes its first OWNER. The institution must be there (addInstitution).
   * @param name as the account shows it
   * @returns the code of the account; null if the person has one there already
   */
  async found(
    tx: Transaction,
    {
      uscc,
      personId,
      name,
      application,
    }: {
      readonly uscc: string;
      readonly personId: string;
      readonly name: string;
      readonly application: string;
    },
  ): Promise<string | null> {
    const certnoIndex = await personIndex(tx, personId);
    if (certnoIndex === null) return null;
    return addMember(tx, tx.seals, this.encryption, {
      uscc,
      name,
      roles: ['OWNER'],
      certnoIndex,
      vouchedBy: { application },
      at: await tx.now(),
    });
  }

  private async ofSameInstitution(tx: Transaction, doer: string, code: string): Promise<AccountRows> {
    const owner = await assertMemberActs(tx, doer, ['OWNER'], true);
    const rows = code.includes('\0') ? null : await rowsOf(tx, code);
    if (rows?.institution.uscc !== owner.institution.uscc || rows.member.disabled_at !== null)
      return notFound();
    return rows;
  }

  /** The account after a change, which the OWNERs are told of. */
  private async changed(tx: Transaction, code: string, what: string): Promise<MemberAccount> {
    const account = accountOf(this.encryption, (await rowsOf(tx, code))!);
    await tellOwners(tx, account.institution, what);
    return account;
  }
}

async function rowsOf(
  { query, seals }: Pick<Transaction, 'query' | 'seals'>,
  code: string,
): Promise<AccountRows | null> {
  const [found] = await query('SELECT assent.member_account($1) AS rows', [code]);
  return sealedRows(seals, found?.rows);
}

async function personIndex({ query }: Transaction, personId: string): Promise<string | null> {
  const [row] = await query('SELECT assent.certno_index_of($1::bigint) AS index', [personId]);
  return row?.index ? byteaText(row.index as Uint8Array) : null;
}

async function change(
  tx: Transaction,
  row: SealableRow,
  changes: SealableRow,
  doer: string | null,
): Promise<void> {
  REFUSALS[await changeMember(tx, tx.seals, row, changes, doer)]?.();
}

function checkRoles(roles: readonly MemberRole[]): void {
  if (roles.length === 0 || inOrder(roles).length < roles.length)
    throw badInput('roles', {
      en: 'Name one or more roles, each once.',
      zh: '请给出一个或多个角色，每个只写一次。',
    });
}

/** How many humans are active OWNERs: two accounts of one ID number are one. For what takes a second OWNER. */
export async function countOwners(tx: Transaction, uscc: string): Promise<number> {
  const found = await tx.query('SELECT account FROM assent.owners_to_tell($1)', [uscc]);
  const rows = found.flatMap(({ account }) => sealedRows(tx.seals, account) ?? []);
  return new Set(rows.filter(isActive).map(({ member }) => member.certno_index)).size;
}
