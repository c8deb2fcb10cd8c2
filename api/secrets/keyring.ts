import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK } from 'jose';
import { newEd25519Jwk, parseEd25519Jwk } from './ed25519-jwk.js';
import { type EvidenceKey, evidenceKeys } from './evidence-keys.js';
import { secretFile } from './secret-file.js';

/** The secrets of the platform, kept under `var/secrets` and never committed. */
export interface Keys {
  /** Signs access tokens and the session tokens of people and staff. */
  readonly accessTokenKey: SigningKey;
  /** By version. The keys of data at rest are derived from these (consent/crypto/field-encryption.ts). */
  readonly masterKeys: ReadonlyMap<number, Uint8Array>;
  readonly blindIndexKey: Uint8Array;
  /** Encrypts cursors; the key that encrypts the ids of protected records is derived from it. */
  readonly cursorKey: Uint8Array;
  /** Keys the commitments in the ledger (consent/ledger/entries/commitment.ts). */
  readonly commitmentKey: Uint8Array;
  /** Seal the rows that carry authority, by version (consent/crypto/seal.ts). */
  readonly sealKeys: ReadonlyMap<number, Uint8Array>;
  /** Keys that sign receipts and artefacts, newest first. */
  readonly receipt: readonly EvidenceKey[];
  /** Keys that sign checkpoints of the log, newest first. */
  readonly log: readonly EvidenceKey[];
}

/** An Ed25519 key pair. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly privateJwk: JWK;
  readonly publicJwk: JWK;
}

/** Loads the secrets and creates those that are missing. */
export async function loadKeys(varDir: string): Promise<Keys> {
  const path = (name: string) => join(varDir, 'secrets', name);
  return Object.freeze({
    accessTokenKey: await signingKey(path('access-token.jwk.json')),
    masterKeys: await versionedSecrets(join(varDir, 'secrets'), 'master'),
    blindIndexKey: await randomSecret(path('blind-index.key')),
    cursorKey: await randomSecret(path('cursor.key')),
    sealKeys: await versionedSecrets(join(varDir, 'secrets'), 'seal'),
    commitmentKey: await randomSecret(path('commitment.key')),
    receipt: await evidenceKeys(varDir, 'receipt'),
    log: await evidenceKeys(varDir, 'log'),
  });
}

async function signingKey(path: string): Promise<SigningKey> {
  const { kty, crv, x, d } = parseEd25519Jwk(path, await secretFile(path, newEd25519Jwk));
  if (d === undefined) throw new Error(`${path} holds no private key.`);
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

/** All versions that there are, as `master.1.key`, `master.2.key`; the first one is made if there is none. */
async function versionedSecrets(directory: string, use: string): Promise<ReadonlyMap<number, Uint8Array>> {
  const names = await readdir(directory).catch(() => []);
  const pattern = new RegExp(`^${use}\\.(\\d+)\\.key$`);
  const versions = names.flatMap((name) => pattern.exec(name)?.[1] ?? []).map(Number);
  const keys = new Map<number, Uint8Array>();
  for (const version of versions.length > 0 ? versions : [1])
    keys.set(version, await randomSecret(join(directory, `${use}.${version}.key`)));
  return keys;
}

/** Reads a version of the master key that was made after the others were loaded; null if there is none here. */
export function laterMasterKey(varDir: string, version: number): Uint8Array | null {
  try {
    return readFileSync(join(varDir, 'secrets', `master.${version}.key`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Adds the next master key; new values are encrypted with it from the next start on. @returns its version */
export const addMasterKey = async (varDir: string): Promise<number> =>
  addVersion(varDir, 'master', (await loadKeys(varDir)).masterKeys);

/** Adds the next key of the seals; rows are sealed with it from the next start on. @returns its version */
export const addSealKey = async (varDir: string): Promise<number> =>
  addVersion(varDir, 'seal', (await loadKeys(varDir)).sealKeys);

export const sealKeyFile = (version: number): string => `seal.${version}.key`;

/** Deletes an older key of the seals. A row that it still seals is worth nothing from then on. */
export const deleteSealKey = (varDir: string, version: number): Promise<void> =>
  rm(join(varDir, 'secrets', sealKeyFile(version)));

async function addVersion(
  varDir: string,
  use: string,
  known: ReadonlyMap<number, Uint8Array>,
): Promise<number> {
  const version = Math.max(...known.keys()) + 1;
  await randomSecret(join(varDir, 'secrets', `${use}.${version}.key`));
  return version;
}

async function randomSecret(path: string): Promise<Uint8Array> {
  const secret = await secretFile(path, async () => randomBytes(32));
  if (secret.length !== 32) throw new Error(`${path} must hold 32 bytes.`);
  return secret;
}
