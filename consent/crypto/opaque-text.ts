import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts text for clients that hand it back later (AES-256-GCM: nonce | tag | ciphertext). The text is bound to a
 * context, the associated data, and can't be decrypted in another one.
 */
export class OpaqueText {
  constructor(private readonly key: Uint8Array) {
    if (key.length !== KEY_BYTES) throw new Error(`The key of opaque text must have ${KEY_BYTES} bytes.`);
  }

  encrypt(context: readonly string[], text: string): string {
    // The same text gives the same result, so that the digest of an answer does not change when it is given again.
    const nonce = createHmac('sha256', this.key)
      .update(associatedData(context))
      .update(text)
      .digest()
      .subarray(0, NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(associatedData(context));
    const encrypted = Buffer.concat([cipher.update(text), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString('base64url');
  }

  /** @throws Error for anything that `encrypt` did not make in this context */
  decrypt(context: readonly string[], opaque: string): string {
    const bytes = Buffer.from(opaque, 'base64url');
    // Node leaves out whatever is no base64url: a text is accepted in one form only.
    if (bytes.toString('base64url') !== opaque) throw new Error('This is not base64url.');
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, NONCE_BYTES))
      .setAAD(associatedData(context))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const encrypted = bytes.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(encrypted), decipher.final()]).toString();
  }
}

const associatedData = (context: readonly string[]): Buffer => Buffer.from(JSON.stringify(context));
