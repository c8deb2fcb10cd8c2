import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { newEd25519Jwk, parseEd25519Jwk } from './ed25519-jwk.js';
import { secretFile } from './secret-file.js';

/** Uses of the keys whose signatures outsiders verify. A key has one use and never serves the other. */
export const EVIDENCE_USES = ['receipt', 'log'] as const;
export type EvidenceUse = (typeof EVIDENCE_USES)[number];

/** One version of an Ed25519 key. A retired version signs nothing more; its public part still verifies. */
export interface EvidenceKey {
  readonly version: number;
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly publicKey: KeyObject;
  /** null once the version is retired. */
  readonly privateKey: KeyObject | null;
}

const pathOf = (varDir: string, use: EvidenceUse, version: number) =>
  join(varDir, 'secrets', `${use}.${version}.jwk.json`);

async function versionsOf(varDir: string, use: EvidenceUse): Promise<number[]> {
  const names = await readdir(join(varDir, 'secrets')).catch(() => []);
  const pattern = new RegExp(`^${use}\\.(\\d+)\\.jwk\\.json$`);
  const versions = names.flatMap((name) => pattern.exec(name)?.[1] ?? []).map(Number);
  return versions.sort((a, b) => b - a);
}

async function load(varDir: string, use: EvidenceUse, version: number): Promise<EvidenceKey> {
  const path = pathOf(varDir, use, version);
  const { kty, crv, x, d } = parseEd25519Jwk(path, await secretFile(path, newEd25519Jwk));
  const kid = await calculateJwkThumbprint({ kty, crv, x });
  return Object.freeze({
    version,
    kid,
    publicJwk: Object.freeze({ kty, crv, x, kid, alg: 'EdDSA', use: 'sig' }),
    publicKey: createPublicKey({ key: { kty, crv, x }, format: 'jwk' }),
    privateKey: d ? createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' }) : null,
  });
}

/**
 * All versions, newest first. The first version is created if there is none. The newest is never retired. A host that
 * never sequences the ledger may hold the public parts of the log's keys alone (docs/operations.md, Witnesses).
 */
export async function evidenceKeys(varDir: string, use: EvidenceUse): Promise<readonly EvidenceKey[]> {
  const found = await versionsOf(varDir, use);
  const keys = await Promise.all(
    (found.length > 0 ? found : [1]).map((version) => load(varDir, use, version)),
  );
  if (use !== 'log' && !keys[0]!.privateKey) throw new Error(`The newest ${use} key has no private part.`);
  return keys;
}

/** Creates the next version; processes sign with it from their next start on. @returns its version */
export async function addEvidenceKey(varDir: string, use: EvidenceUse): Promise<number> {
  const [newest] = await evidenceKeys(varDir, use);
  return (await load(varDir, use, newest!.version + 1)).version;
}

/** Destroys the private part of an older version. @throws Error for the newest version or an unknown one */
export async function retireEvidenceKey(varDir: string, use: EvidenceUse, version: number): Promise<void> {
  const [newest, ...older] = await evidenceKeys(varDir, use);
  const key = older.find((one) => one.version === version);
  if (!key)
    throw new Error(
      version === newest!.version
        ? `${use} key ${version} is the newest. Add the next one first.`
        : `There is no ${use} key ${version}.`,
    );
  const path = pathOf(varDir, use, version);
  const { kty, crv, x } = key.publicJwk;
  await writeFile(`${path}.new`, JSON.stringify({ kty, crv, x }), { mode: 0o600 });
  await rename(`${path}.new`, path);
}
