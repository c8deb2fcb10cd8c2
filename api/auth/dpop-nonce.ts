import { hkdfSync } from 'node:crypto';

/** A nonce lives for this many steps before and after the one that it is named after. */
const STEPS_EACH_WAY = 2;
const STEP_SECONDS = 60;
/** No nonce is accepted for longer than this after its first use. */
export const NONCE_SECONDS = (2 * STEPS_EACH_WAY + 1) * STEP_SECONDS;

/**
 * Nonces for DPoP proofs of clients whose clock is wrong (RFC 9449, 8, 9). They are derived from the time with a secret
 * that every process has, so none is stored. The derivation is that of oidc-provider, which makes the nonces of the token
 * endpoint: client libraries keep one nonce for each origin, so the API must accept those too.
 */
export class DpopNonces {
  readonly secret: Buffer;
  private step = -1;
  private accepted: readonly string[] = [];

  /** @param key any key of the platform; the secret is derived from it */
  constructor(key: Uint8Array) {
    this.secret = Buffer.from(hkdfSync('sha256', key, '', 'dpop-nonce', 32));
  }

  /** The nonce to give to a client. It is accepted for three minutes at least. */
  current(): string {
    return this.window()[STEPS_EACH_WAY + 1]!;
  }

  /** A nonce is no secret of the client, so it is compared without constant time. */
  accepts(nonce: unknown): boolean {
    return this.window().some((known) => known === nonce);
  }

  private window(): readonly string[] {
    const step = Math.floor(Date.now() / 1000 / STEP_SECONDS);
    if (step !== this.step) {
      this.step = step;
      this.accepted = Array.from({ length: 2 * STEPS_EACH_WAY + 1 }, (_, i) =>
        this.derive(step - STEPS_EACH_WAY + i),
      );
    }
    return this.accepted;
  }

  private derive(step: number): string {
    const salt = Buffer.alloc(8);
    salt.writeBigUInt64BE(BigInt(step));
    return Buffer.from(hkdfSync('sha256', this.secret, salt, 'DPoP', 32)).toString('base64url');
  }
}
