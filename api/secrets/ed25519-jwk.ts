import { exportJWK, generateKeyPair } from 'jose';
import * as v from 'valibot';

const ed25519Jwk = v.object({
  kty: v.literal('OKP'),
  crv: v.literal('Ed25519'),
  x: v.string(),
  /** The private part; a retired key has none. */
  d: v.optional(v.string()),
});

/** An Ed25519 key as a JSON Web Key (RFC 8037). */
export type Ed25519Jwk = v.InferOutput<typeof ed25519Jwk>;

/**
 * Reads the content of a key file. The error names the file only: a parser's own message quotes what it read, and that
 * is a secret here.
 */
export function parseEd25519Jwk(path: string, content: Buffer): Ed25519Jwk {
  try {
    return v.parse(ed25519Jwk, JSON.parse(content.toString()));
  } catch {
    throw new Error(`${path} holds no Ed25519 key.`);
  }
}

/** A new key pair, as the content of a key file. */
export async function newEd25519Jwk(): Promise<Uint8Array> {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return Buffer.from(JSON.stringify(await exportJWK(privateKey)));
}
