import { hkdfSync } from 'node:crypto';
import { EncryptJWT, type JWTPayload, jwtDecrypt } from 'jose';
import { LONGEST_TOKEN } from './algorithms.js';

const ENCRYPTION = { alg: 'dir', enc: 'A256GCM' } as const;

/** Claims of ours in a cookie, encrypted: the browser can neither read nor change them, nor take those of one use to another. */
export class EncryptedClaims {
  private readonly key: Uint8Array;

  /**
   * @param type of the claims, for which a key of its own is derived
   * @param secret of 32 bytes
   */
  constructor(
    private readonly type: string,
    private readonly issuer: () => string,
    secret: Uint8Array,
  ) {
    this.key = new Uint8Array(hkdfSync('sha256', secret, '', type, 32));
  }

  seal(subject: string, expiresAt: Date, claims: Record<string, string> = {}): Promise<string> {
    return new EncryptJWT(claims)
      .setProtectedHeader({ ...ENCRYPTION, typ: this.type })
      .setIssuer(this.issuer())
      .setAudience(this.issuer())
      .setSubject(subject)
      .setExpirationTime(expiresAt)
      .encrypt(this.key);
  }

  /** @returns null for what is not ours, was changed or has expired */
  async open(text: string): Promise<(JWTPayload & { readonly sub: string; readonly exp: number }) | null> {
    if (text.length > LONGEST_TOKEN) return null;
    try {
      const { payload } = await jwtDecrypt(text, this.key, {
        keyManagementAlgorithms: [ENCRYPTION.alg],
        contentEncryptionAlgorithms: [ENCRYPTION.enc],
        typ: this.type,
        issuer: this.issuer(),
        audience: this.issuer(),
        requiredClaims: ['exp', 'sub'],
      });
      return payload as JWTPayload & { sub: string; exp: number };
    } catch {
      return null;
    }
  }
}
