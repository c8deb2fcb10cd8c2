import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { byteaOf, byteaText, type SealableRow } from '../crypto/seal.js';
import { secondsAfter } from '../database/database-time.js';
import { type Transaction, transact } from '../database/transaction.js';
import type { Bilingual } from '../kernel/bilingual.js';
import { LIMITS } from '../kernel/limits.js';
import { refuse } from '../kernel/refusal.js';
import { checkText } from '../kernel/text-input.js';
import { type KeyUse, newKeyRow } from '../recipients/key-record.js';
import { assertMemberActs } from './accounts.js';
import { allowedKey, keyNotAllowed } from './allowed-key.js';
import { claimedChallenge, sealedChallenge, signsChallenge } from './key-proof.js';
import type { MemberRole } from './member.js';
import { ownSoftware, takesTwo } from './software.js';
import { tellOwners } from './tell-owners.js';

/** A public key of the software of a recipient. */
export interface RecipientKey {
  readonly kid: string;
  readonly use: KeyUse;
  readonly algorithm: string;
  /** RFC 7638, SHA-256, base64url. */
  readonly thumbprint: string;
  readonly addedAt: Date;
  readonly addedByCode: string | null;
  /** Null while it waits for another member: nothing accepts it. */
  readonly confirmedAt: Date | null;
  readonly expiresAt: Date;
  readonly retiredAt: Date | null;
  readonly lastUsedAt: Date | null;
}

const time = (stored: unknown) => (stored ? new Date(stored as string) : null);

const keyFrom = (row: SealableRow): RecipientKey => ({
  kid: row.kid as string,
  use: row.use as KeyUse,
  algorithm: row.algorithm as string,
  thumbprint: byteaOf(row.thumbprint as string).toString('base64url'),
  addedAt: time(row.added_at)!,
  addedByCode: row.added_by as string | null,
  confirmedAt: time(row.confirmed_at),
  expiresAt: time(row.expires_at)!,
  retiredAt: time(row.retired_at),
  lastUsedAt: time(row.last_used_at),
});

/** The newest keys of software, retired ones too, without any that the platform did not write. */
export async function keysOf(tx: Transaction, softwareId: string): Promise<RecipientKey[]> {
  return (await rowsOf(tx, softwareId, null)).map(keyFrom);
}

async function rowsOf(tx: Transaction, softwareId: string, kid: string | null): Promise<SealableRow[]> {
  const rows = await tx.query('SELECT row FROM assent.keys_of($1, $2, $3) AS row', [
    softwareId,
    kid,
    LIMITS.keysShown,
  ]);
  return rows.map(({ row }) => row as SealableRow).filter((row) => tx.seals.holds('recipient_key', row));
}

const digestOf = (challenge: string) => byteaText(createHash('sha256').update(challenge).digest());

/**
 * A challenge by which a DEVELOPER proves that the institution holds a key, good once, for minutes.
 * @param sealingKey the public key to which it is encrypted, for a key to which answers are sealed
 */
export const keyChallenge = (
  em: EntityManager,
  doer: string,
  softwareId: string,
  sealingKey: string | null,
): Promise<string> =>
  transact(em, async (tx) => {
    const member = await assertMemberActs(tx, doer, ['DEVELOPER']);
    const software = await ownSoftware(tx, member, softwareId);
    const key = sealingKey === null ? null : allowedKey(sealingKey);
    if (key && key.use !== 'SEALING') throw keyNotAllowed('ALGORITHM', NOT_FOR_SEALING);
    const challenge = randomBytes(32).toString('base64url');
    const row = {
      digest: digestOf(challenge),
      software_id: software.id,
      member: doer,
      thumbprint: key && byteaText(key.thumbprint),
      expires_at: secondsAfter(await tx.now(), LIMITS.keyChallengeSeconds).toISOString(),
    };
    await tx.query('SELECT assent.open_key_challenge($1::jsonb)', [JSON.stringify(row)]);
    return key ? sealedChallenge(key.jwk, challenge) : challenge;
  });

const NOT_FOR_SEALING: Bilingual = {
  en: 'sealingKey must be a key for sealing. For a key that signs, leave it out.',
  zh: 'sealingKey 应为加密用公钥。签名用密钥请勿填写此项。',
};

const NOT_TAKEN: Readonly<Record<string, Bilingual>> = {
  CHALLENGE: {
    en: 'The proof is not over a challenge of yours for this software that is still good. Ask keyChallenge for a new one.',
    zh: '该证明所用的挑战值无效、已用过或已过期。请调用 keyChallenge 重新获取。',
  },
  USED_BEFORE: {
    en: 'This key was used before. A key belongs to one recipient, and a retired one never comes back: make a new key.',
    zh: '该密钥曾被使用。一把密钥只属于一个机构，停用后不能恢复。请生成新的密钥。',
  },
  KID: {
    en: 'Another key of this software has the same name (`kid`). Give this one another name.',
    zh: '该接入系统已有同名（`kid`）的密钥。请换一个名称。',
  },
  TOO_MANY: {
    en: `Software has at most ${LIMITS.signingKeys} keys for signing and ${LIMITS.sealingKeys} for sealing that are live. Retire one first.`,
    zh: `一个接入系统最多同时有 ${LIMITS.signingKeys} 把签名密钥和 ${LIMITS.sealingKeys} 把加密密钥。请先停用一把。`,
  },
};

/** A DEVELOPER adds a key. For production it waits until another member confirms it. @throws Refusal KEY_NOT_ALLOWED */
export const registerKey = (
  em: EntityManager,
  doer: string,
  { software: softwareId, jwk: text, proof }: { software: string; jwk: string; proof: string },
): Promise<RecipientKey> =>
  transact(em, async (tx) => {
    const member = await assertMemberActs(tx, doer, ['DEVELOPER']);
    const software = await ownSoftware(tx, member, softwareId);
    const { jwk, use, thumbprint, kid } = allowedKey(text);
    if (software.retired_at !== null || software.jwks_uri !== null) closed();
    const challenge = use === 'SEALING' ? proof : claimedChallenge(proof);
    if (use === 'SIGNING' && !(await signsChallenge(jwk, proof, challenge)))
      throw keyNotAllowed('PROOF', {
        en: 'The proof is no signature by this key over a challenge. Sign the text that keyChallenge gives, as a compact JWS.',
        zh: '该证明不是用此密钥对挑战值所作的签名。请用它对 keyChallenge 给出的文本签名（JWS 紧凑格式）。',
      });
    const confirmed = software.environment === 'SANDBOX';
    const id = software.id as string;
    const row = newKeyRow(
      tx.seals,
      { softwareId: id, thumbprint, kid, use, jwk, addedBy: doer, confirmed },
      await tx.now(),
    );
    const [found] = await tx.query('SELECT assent.register_key($1::jsonb, $2::bytea) AS refused', [
      row,
      digestOf(challenge),
    ]);
    const refused = found!.refused as string | null;
    if (refused !== null) throw keyNotAllowed(refused, NOT_TAKEN[refused]!);
    await tellOwners(
      tx,
      member.institution,
      confirmed ? '登记了一把密钥' : '登记了一把密钥，等待另一名管理员确认',
    );
    return keyFrom((await rowsOf(tx, id, kid))[0]!);
  });

/** An OWNER who is another person confirms a key. @throws Refusal NOT_FOUND, FORBIDDEN, KEY_NOT_ALLOWED */
export const confirmKey = (
  em: EntityManager,
  doer: string,
  software: string,
  kid: string,
): Promise<RecipientKey> =>
  onKey(em, doer, ['OWNER'], software, kid, '确认了一把密钥', async (tx, row) => {
    const confirmed = { ...row, confirmed_by: doer, confirmed_at: (await tx.now()).toISOString() };
    const [found] = await tx.query('SELECT assent.confirm_key($1::jsonb) AS verdict', [
      tx.seals.sealed('recipient_key', confirmed),
    ]);
    if (found!.verdict === 'ONE_PERSON') takesTwo();
    if (found!.verdict === 'CLOSED')
      throw keyNotAllowed('CLOSED', {
        en: `The key was retired, or waited more than ${LIMITS.keyWaitsDays} days. Make a new one.`,
        zh: `该密钥已停用，或等待确认超过 ${LIMITS.keyWaitsDays} 天。请生成新的密钥。`,
      });
  });

/** One member retires a key. @param now also the tokens that it was used for are refused, at once in every process */
export const retireKey = (
  em: EntityManager,
  doer: string,
  { software, kid, reason, now }: { software: string; kid: string; reason: string; now: boolean },
): Promise<RecipientKey> => {
  const why = checkText('reason', reason, LIMITS.reasonLength, true);
  return onKey(em, doer, ['DEVELOPER', 'OWNER'], software, kid, '停用了一把密钥', async (tx, row) => {
    await tx.query('SELECT assent.retire_key($1, $2, $3, $4, $5)', [row.software_id, kid, doer, why, now]);
  });
};

const onKey = (
  em: EntityManager,
  doer: string,
  roles: readonly MemberRole[],
  softwareId: string,
  kid: string,
  what: string,
  act: (tx: Transaction, row: SealableRow) => Promise<void>,
): Promise<RecipientKey> =>
  transact(em, async (tx) => {
    const member = await assertMemberActs(tx, doer, roles);
    const { id } = await ownSoftware(tx, member, softwareId);
    const find = async () => (kid.includes('\0') ? [] : rowsOf(tx, id as string, kid));
    const [row] = await find();
    if (!row)
      return refuse('NOT_FOUND', {
        en: 'The software has no such key. Look at `member { software { keys } }`.',
        zh: '该接入系统没有这把密钥。请查看 `member { software { keys } }`。',
      });
    await act(tx, row);
    await tellOwners(tx, member.institution, what);
    return keyFrom((await find())[0]!);
  });

const closed = (): never => {
  throw keyNotAllowed('SOFTWARE', {
    en: 'This software is retired, or publishes its keys at jwksUri: no key is registered for it here.',
    zh: '该接入系统已停用，或在 jwksUri 自行发布密钥，不能在此登记密钥。',
  });
};
