import type { Bytes } from './bytes.ts';

/**
 * Whether this Ed25519 key (RFC 8032) made this signature. Older browsers and web views have no Ed25519 in WebCrypto; only
 * these load a library for it.
 */
export async function isSignatureBy(publicKey: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']).catch(() => null);
  if (key) return crypto.subtle.verify('Ed25519', key, signature, message);
  const { ed25519 } = await import('@noble/curves/ed25519.js');
  return ed25519.verify(signature, message, publicKey, { zip215: false });
}
