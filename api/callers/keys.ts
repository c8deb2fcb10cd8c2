import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import { secretFile } from './secret-file.js';

/** What only this platform knows, kept under `var/secrets` and never committed. */
export interface Keys {
  /** Signs access tokens and the sessions of people. */
  readonly accessTokenKey: SigningKey;
  readonly blindIndexKey: Uint8Array;
  readonly cursorKey: Uint8Array;
}

/** An Ed25519 key pair. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly privateJwk: JWK;
  readonly publicJwk: JWK;
}

/** Loads the secrets, making those that are missing. */
export async function loadKeys(varDir: string): Promise<Keys> {
  const path = (name: string) => join(varDir, 'secrets', name);
  return Object.freeze({
    accessTokenKey: await signingKey(path('access-token.jwk.json')),
    blindIndexKey: await randomSecret(path('blind-index.key')),
    cursorKey: await randomSecret(path('cursor.key')),
  });
}

async function signingKey(path: string): Promise<SigningKey> {
  const stored = JSON.parse((await secretFile(path, newSigningJwk)).toString()) as JWK;
  const { kty, crv, x, d } = stored;
  if (kty !== 'OKP' || crv !== 'Ed25519' || !x || !d)
    throw new Error(`${path} holds no Ed25519 private key.`);
  const kid = await calculateJwkThumbprint({ kty, crv, x });
  const publicJwk: JWK = Object.freeze({ kty, crv, x, kid, alg: 'EdDSA', use: 'sig' });
  const privateJwk: JWK = Object.freeze({ ...publicJwk, d });
  return Object.freeze({
    kid,
    privateKey: (await importJWK(privateJwk, 'EdDSA')) as CryptoKey,
    publicKey: (await importJWK(publicJwk, 'EdDSA')) as CryptoKey,
    privateJwk,
    publicJwk,
  });
}

async function newSigningJwk(): Promise<Uint8Array> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return Buffer.from(JSON.stringify(await exportJWK(privateKey)));
}

async function randomSecret(path: string): Promise<Uint8Array> {
  const secret = await secretFile(path, async () => randomBytes(32));
  if (secret.length !== 32) throw new Error(`${path} must hold 32 bytes.`);
  return secret;
}
