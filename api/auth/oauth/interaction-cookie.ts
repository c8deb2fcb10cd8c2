import { hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { LIMITS } from '../../../consent/kernel/limits.js';

const TYPE = 'consent-interaction';
const ENCRYPTION = { alg: 'dir', enc: 'A256GCM' } as const;

/**
 * The cookie that ties a redirect to the browser in which it began: without it the address of the page is worth nothing. Each
 * redirect has one of its own, so that two tabs do not disturb each other.
 */
export class InteractionCookies {
  private readonly key: Uint8Array;

  /** @param secret of 32 bytes, from which a key of its own is derived */
  constructor(
    private readonly issuer: () => string,
    secret: Uint8Array,
  ) {
    this.key = new Uint8Array(hkdfSync('sha256', secret, '', TYPE, 32));
  }

  /** No other host, no script and no plain connection can set or read it (RFC 6265bis, 4.1.3). */
  name(uid: string): string {
    return `__Host-Http-assent-consent-${uid}`;
  }

  async header(uid: string): Promise<string> {
    const seconds = LIMITS.redirectMinutes * 60;
    const value = await new EncryptJWT({})
      .setProtectedHeader({ ...ENCRYPTION, typ: TYPE })
      .setIssuer(this.issuer())
      .setSubject(uid)
      .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
      .encrypt(this.key);
    return `${this.name(uid)}=${value}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=${seconds}`;
  }

  /** Whether a browser that sends this cookie is the one in which the redirect began. */
  async opens(uid: string, cookie: string | null): Promise<boolean> {
    if (cookie === null) return false;
    try {
      const { payload } = await jwtDecrypt(cookie, this.key, {
        keyManagementAlgorithms: [ENCRYPTION.alg],
        contentEncryptionAlgorithms: [ENCRYPTION.enc],
        typ: TYPE,
        issuer: this.issuer(),
        requiredClaims: ['exp', 'sub'],
      });
      return payload.sub === uid;
    } catch {
      return false;
    }
  }
}
