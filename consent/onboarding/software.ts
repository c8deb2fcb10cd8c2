import type { EntityManager } from '@mikro-orm/postgresql';
import type { SealableRow } from '../crypto/seal.js';
import { type Transaction, transact } from '../database/transaction.js';
import { newId } from '../kernel/ids.js';
import { LIMITS } from '../kernel/limits.js';
import { badInput, refuse } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { isUuid } from '../kernel/uuid.js';
import { findRecipient } from '../recipients/find-recipient.js';
import { assertMemberActs } from './accounts.js';
import type { ActingMember, MemberRole } from './member.js';
import { tellOwners } from './tell-owners.js';

export const ENVIRONMENTS = ['SANDBOX', 'PRODUCTION'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** One system of a recipient that calls us (接入系统): an OAuth client. */
export interface Software {
  readonly id: string;
  readonly clientId: string;
  readonly name: string;
  readonly environment: Environment;
  readonly redirectUris: readonly string[];
  readonly jwksUri: string | null;
  readonly registeredAt: Date;
  /** Of software that publishes its keys: when another member confirmed it. */
  readonly confirmedAt: Date | null;
  readonly retiredAt: Date | null;
}

export interface NewSoftware {
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly jwksUri?: string | null;
}

const time = (stored: unknown) => (stored ? new Date(stored as string) : null);

const softwareFrom = (row: SealableRow): Software => ({
  id: row.id as string,
  clientId: row.client_id as string,
  name: row.name as string,
  environment: row.environment as Environment,
  redirectUris: row.redirect_uris as string[],
  jwksUri: row.jwks_uri as string | null,
  registeredAt: time(row.registered_at)!,
  confirmedAt: time(row.confirmed_at),
  retiredAt: time(row.retired_at),
});

/** The software of the member's institution, that of today first, without any that the platform did not write. */
export async function softwareOf(
  tx: Transaction,
  { institution: { recipientCode } }: Pick<ActingMember, 'institution'>,
): Promise<Software[]> {
  if (recipientCode === null) return [];
  const rows = await tx.query('SELECT row FROM assent.software_of($1, NULL) AS row', [recipientCode]);
  return rows
    .map(({ row }) => row as SealableRow)
    .filter((row) => tx.seals.holds('software', row))
    .map(softwareFrom);
}

/** The row of software of the member's own institution. @throws Refusal NOT_FOUND */
export async function ownSoftware(
  tx: Transaction,
  { institution }: Pick<ActingMember, 'institution'>,
  id: string,
): Promise<SealableRow> {
  const [found] =
    isUuid(id) && institution.recipientCode !== null
      ? await tx.query('SELECT row FROM assent.software_of($1, $2) AS row', [institution.recipientCode, id])
      : [];
  const row = found?.row as SealableRow | undefined;
  if (row && tx.seals.holds('software', row)) return row;
  return refuse('NOT_FOUND', {
    en: 'Your institution has no such software. Look at `member { software }`.',
    zh: '贵机构没有这个接入系统。请查看 `member { software }`。',
  });
}

/** Registers software of the member's institution. It has no key yet. @throws Refusal FORBIDDEN, BAD_USER_INPUT, RATE_LIMITED */
export const registerSoftware = (em: EntityManager, doer: string, input: NewSoftware): Promise<Software> =>
  transact(em, async (tx) => {
    const member = await assertMemberActs(tx, doer, ['DEVELOPER']);
    const code = recipientOf(member);
    const hosts = (await findRecipient(tx, code))?.hosts ?? [];
    for (const uri of input.redirectUris) checkAddress('redirectUris', uri, hosts);
    if (input.jwksUri != null) checkAddress('jwksUri', input.jwksUri, hosts);
    if (input.redirectUris.length > LIMITS.redirectUris)
      throw badInput('redirectUris', {
        en: `Software has at most ${LIMITS.redirectUris} redirect addresses. Leave some out.`,
        zh: `一个接入系统最多 ${LIMITS.redirectUris} 个跳转地址。请减少。`,
      });
    const id = newId();
    const row = {
      id,
      recipient_code: code,
      client_id: id,
      name: checkText('name', input.name, LIMITS.softwareNameLength, true),
      environment: 'PRODUCTION',
      redirect_uris: input.redirectUris,
      jwks_uri: input.jwksUri ?? null,
      registered_by: doer,
      registered_at: (await tx.now()).toISOString(),
      confirmed_by: null,
      confirmed_at: null,
      retired_at: null,
    };
    const [made] = await tx.query('SELECT assent.register_software($1::jsonb) AS made', [
      tx.seals.sealed('software', row),
    ]);
    if (made!.made !== true)
      refuse('RATE_LIMITED', {
        en: `An institution has at most ${LIMITS.software} softwares, with those that are retired. Ask the bureau.`,
        zh: `一个机构最多 ${LIMITS.software} 个接入系统（含已停用的）。请联系医保局。`,
      });
    await tellOwners(tx, member.institution, '登记了一个接入系统');
    return softwareFrom(row);
  });

/** Another member confirms software that publishes its keys: until then it is no client. @throws Refusal NOT_FOUND, FORBIDDEN */
export const confirmSoftware = (em: EntityManager, doer: string, id: string): Promise<Software> =>
  changed(em, doer, ['OWNER'], id, '确认了一个自行发布密钥的接入系统', async (tx, row) => {
    const confirmed = { ...row, confirmed_by: doer, confirmed_at: (await tx.now()).toISOString() };
    const [found] = await tx.query('SELECT assent.confirm_software($1::jsonb) AS verdict', [
      tx.seals.sealed('software', confirmed),
    ]);
    if (found!.verdict === 'ONE_PERSON') takesTwo();
    return found!.verdict === 'CONFIRMED' ? confirmed : row;
  });

/** Retires software for good, with its keys and the tokens that it has. @throws Refusal NOT_FOUND */
export const retireSoftware = (em: EntityManager, doer: string, id: string): Promise<Software> =>
  changed(em, doer, ['DEVELOPER', 'OWNER'], id, '停用了一个接入系统', async (tx, row) => {
    if (row.retired_at !== null) return row;
    const retired = { ...row, retired_at: (await tx.now()).toISOString() };
    await tx.query('SELECT assent.retire_software($1::jsonb, $2)', [
      tx.seals.sealed('software', retired),
      doer,
    ]);
    return retired;
  });

/** It takes two members who are two people. */
export const takesTwo = (): never =>
  refuse('FORBIDDEN', {
    en: 'It takes two members who are two people, both of them active: another OWNER must confirm it.',
    zh: '须由两名不同的在任人员办理：请另一名管理员确认。',
  });

const changed = (
  em: EntityManager,
  doer: string,
  roles: readonly MemberRole[],
  id: string,
  what: string,
  change: (tx: Transaction, row: SealableRow) => Promise<SealableRow>,
): Promise<Software> =>
  transact(em, async (tx) => {
    const member = await assertMemberActs(tx, doer, roles);
    const row = await change(tx, await ownSoftware(tx, member, id));
    await tellOwners(tx, member.institution, what);
    return softwareFrom(row);
  });

function recipientOf({ institution: { recipientCode } }: ActingMember): string {
  if (recipientCode !== null) return recipientCode;
  return refuse('FORBIDDEN', {
    en: 'Your institution has no agreement yet. Software is registered once it has one.',
    zh: '贵机构尚无数据使用协议。协议生效后方可登记接入系统。',
  });
}

/** An address is https, on a host that the agreement names, with nothing in it that could lead elsewhere. */
function checkAddress(field: string, text: string, hosts: readonly string[]): void {
  const url = text.length <= 500 ? URL.parse(text) : null;
  const plain =
    url !== null &&
    url.protocol === 'https:' &&
    url.port === '' &&
    url.username + url.password === '' &&
    !text.includes('#');
  if (!plain || !hosts.includes(url.hostname))
    throw badInput(field, {
      en: `${field} must be an https address on a host that your agreement names (${hosts.join(', ') || 'it names none'}), without port, user or fragment.`,
      zh: `${field} 应为协议所列主机（${hosts.join('、') || '未列出'}）上的 HTTPS 地址，不含端口、用户名和片段。`,
    });
}
