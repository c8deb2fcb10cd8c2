import { hash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint } from 'jose';
import { parseEd25519Jwk } from './ed25519-jwk.js';
import { readSecretFile } from './secret-file.js';

/** A digest of each secret, by the name of its file. */
export type Fingerprints = ReadonlyMap<string, string>;

const KEY_FILE = /^((master|seal)\.\d+|blind-index|cursor|commitment)\.key$/;
const JWK_FILE = /^(access-token|(receipt|log)\.\d+)\.jwk\.json$/;

/** Whether a file below `var/secrets` holds a key, and not the password of a role. */
export const isKeyFile = (name: string): boolean => KEY_FILE.test(name) || JWK_FILE.test(name);

/** The name of the file with a role's password. */
export const passwordFile = (role: string): string => `${role}.password`;

/**
 * Fingerprints of the secrets that are in `var/secrets`. Makes none.
 * @param roles the roles of one database: the directory may hold the passwords of others too
 */
export async function fingerprintsOf(varDir: string, roles: readonly string[]): Promise<Fingerprints> {
  const directory = join(varDir, 'secrets');
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const passwords = new Set(roles.map(passwordFile));
  const found = new Map<string, string>();
  for (const name of names.sort())
    if (isKeyFile(name) || passwords.has(name)) found.set(name, await fingerprint(directory, name));
  return found;
}

/** Of a key pair the public part counts: a host that never signs has no other (docs/operations.md, Witnesses). */
async function fingerprint(directory: string, name: string): Promise<string> {
  const path = join(directory, name);
  const content = (await readSecretFile(path)) ?? Buffer.of();
  if (!JWK_FILE.test(name))
    return hash('sha256', Buffer.concat([Buffer.from(`assent fingerprint of ${name}\0`), content]));
  const { kty, crv, x } = parseEd25519Jwk(path, content);
  return calculateJwkThumbprint({ kty, crv, x });
}
