/** Who we are to an authenticator (WebAuthn, 4: relying party). */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

const LOOPBACK = new Set(['127.0.0.1', '[::1]']);

/** By what clients call the platform. PasskeyStore are for names only, so an address of this machine goes by its name. */
export function relyingParty(publicUrl: string): RelyingParty {
  const url = new URL(publicUrl);
  if (LOOPBACK.has(url.hostname)) url.hostname = 'localhost';
  return { id: url.hostname, origin: url.origin };
}
