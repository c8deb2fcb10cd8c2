import type { Bytes } from './bytes.ts';

const library = () => import('@noble/curves/ed25519.js');

/**
 * Whether this Ed25519 key (RFC 8032) made this signature. Older browsers and web views have no Ed25519 in WebCrypto; only
 * these load a library for it.
 */
export async function isSignatureBy(publicKey: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']).catch(() => null);
  if (key) return crypto.subtle.verify('Ed25519', key, signature, message);
  const { ed25519 } = await library();
  return ed25519.verify(signature, message, publicKey, { zip215: false });
}

/** Loads what this browser needs for signatures, for a page that goes on without a network. */
export async function prepare(): Promise<void> {
  await isSignatureBy(new Uint8Array(32), new Uint8Array(), new Uint8Array(64)).catch(() => false);
}
