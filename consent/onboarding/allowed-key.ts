import { keyThumbprint } from '../crypto/key-thumbprint.js';
import type { Bilingual } from '../kernel/bilingual.js';
import { type KeyFault, registeredKeyFault } from '../kernel/public-jwk.js';
import { Refusal } from '../kernel/refusal.js';
import type { KeyUse } from '../recipients/key-record.js';

/** Longer than a key of 4,096 bits with a name and an algorithm. */
const LONGEST_JWK = 4_000;
const KID = /^[\x21-\x7e]{1,100}$/;

export interface AllowedKey {
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly use: KeyUse;
  readonly thumbprint: Buffer;
  /** What the key is called: its own name, or its thumbprint. */
  readonly kid: string;
}

export const keyNotAllowed = (reason: string, text: Bilingual): Refusal =>
  new Refusal('KEY_NOT_ALLOWED', text, { reason });

/** Reads a public key of an institution. @throws Refusal KEY_NOT_ALLOWED */
export function allowedKey(text: string): AllowedKey {
  const jwk = parse(text);
  const fault: KeyFault | null = jwk === null ? { reason: 'NOT_A_KEY' } : registeredKeyFault(jwk);
  if (jwk === null || fault) throw keyNotAllowed(fault!.reason, whyNot(fault!));
  const thumbprint = keyThumbprint(jwk);
  const kid = jwk.kid ?? thumbprint.toString('base64url');
  if (typeof kid !== 'string' || !KID.test(kid))
    throw keyNotAllowed('KID', {
      en: 'The name of the key, `kid`, must be 1 to 100 characters of ASCII without spaces.',
      zh: '密钥名称 `kid` 应为 1 至 100 个 ASCII 字符，不含空格。请修改。',
    });
  return { jwk, use: jwk.use === 'enc' ? 'SEALING' : 'SIGNING', thumbprint, kid };
}

function whyNot({ reason, member }: KeyFault): Bilingual {
  switch (reason) {
    case 'PRIVATE':
      return {
        en: `The key shows its private part \`${member}\`. Throw it away, make a new one, and give the public part only.`,
        zh: `该密钥含有私钥部分 \`${member}\`。请弃用此密钥，重新生成，并只提供公钥。`,
      };
    case 'SIZE':
      return {
        en: 'The key is too short. Make one of 2048 bits or more.',
        zh: '该密钥过短。请生成 2048 位以上的密钥。',
      };
    case 'ALGORITHM':
      return {
        en: 'The key is of another algorithm. Make one for EdDSA, ES256 or PS256, or one for sealing: ECDH-ES on P-256 or X25519, with `use` `enc`.',
        zh: '该密钥的算法不受支持。签名请用 EdDSA、ES256 或 PS256；加密请用 P-256 或 X25519 上的 ECDH-ES，并注明 `use` 为 `enc`。',
      };
    case 'NOT_A_KEY':
      return {
        en: 'This is no complete public key. Give it as a JWK.',
        zh: '这不是完整的公钥。请以 JWK 格式提供。',
      };
  }
}

function parse(text: string): Readonly<Record<string, unknown>> | null {
  if (text.length > LONGEST_JWK || text.includes('\\u0000')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      JSON.stringify(value).isWellFormed()
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
