/** The relying party as an authenticator sees it (WebAuthn, 4). */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

const LOOPBACK = new Set(['127.0.0.1', '[::1]']);

/**
 * Derives the relying party from the public URL. Passkeys need a domain name, so a loopback address becomes localhost.
 */
export function relyingParty(publicUrl: string): RelyingParty {
  const url = new URL(publicUrl);
  if (LOOPBACK.has(url.hostname)) url.hostname = 'localhost';
  return { id: url.hostname, origin: url.origin };
}
