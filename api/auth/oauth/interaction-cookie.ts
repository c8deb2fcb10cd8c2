import { LIMITS } from '../../../consent/kernel/limits.js';
import { EncryptedClaims } from '../encrypted-claims.js';

/**
 * The cookie that ties a redirect to the browser in which it began: without it the address of the page is worth nothing. Each
 * redirect has one of its own, so that two tabs do not disturb each other.
 */
export class InteractionCookies {
  private readonly claims: EncryptedClaims;

  /** @param secret of 32 bytes, from which a key of its own is derived */
  constructor(issuer: () => string, secret: Uint8Array) {
    this.claims = new EncryptedClaims('consent-interaction', issuer, secret);
  }

  /** No other host, no script and no plain connection can set or read it (RFC 6265bis, 4.1.3). */
  name(uid: string): string {
    return `__Host-Http-assent-consent-${uid}`;
  }

  async header(uid: string): Promise<string> {
    const seconds = LIMITS.redirectMinutes * 60;
    const value = await this.claims.seal(uid, new Date(Date.now() + seconds * 1000));
    return `${this.name(uid)}=${value}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=${seconds}`;
  }

  /** Whether a browser that sends this cookie is the one in which the redirect began. */
  async opens(uid: string, cookie: string | null): Promise<boolean> {
    return cookie !== null && (await this.claims.open(cookie))?.sub === uid;
  }
}
