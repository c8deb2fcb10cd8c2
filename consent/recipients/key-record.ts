import { byteaText, type SealableRow, type Seals } from '../crypto/seal.js';
import { LIMITS } from '../kernel/limits.js';

export const KEY_USES = ['SIGNING', 'SEALING'] as const;
export type KeyUse = (typeof KEY_USES)[number];

type Jwk = Readonly<Record<string, unknown>>;

/** What a row of assent.recipient_key says when it begins. */
export interface NewKey {
  readonly softwareId: string;
  readonly thumbprint: Uint8Array;
  readonly kid: string;
  readonly use: KeyUse;
  readonly jwk: Jwk;
  /** The member who adds it; null for a key of an agreement, or one that is published. */
  readonly addedBy: string | null;
  /** Whether it is good from now on; otherwise it waits for another member. */
  readonly confirmed: boolean;
}

const DAY_MS = 86_400_000;

/** The sealed row of a new key, as JSON for the function that adds it. @param now the database's time */
export function newKeyRow(seals: Seals, key: NewKey, now: Date): string {
  const row = {
    thumbprint: byteaText(key.thumbprint),
    software_id: key.softwareId,
    kid: key.kid,
    use: key.use,
    algorithm: algorithmOf(key.jwk, key.use),
    jwk: key.jwk,
    added_by: key.addedBy,
    added_at: now.toISOString(),
    confirmed_by: null,
    confirmed_at: key.confirmed ? now.toISOString() : null,
    expires_at: new Date(now.getTime() + LIMITS.keyDays * DAY_MS).toISOString(),
  };
  return seals.sealed('recipient_key', row);
}

/** The algorithm by which a key of this kind is used (RFC 7518, RFC 8037). */
export function algorithmOf({ kty }: Jwk, use: KeyUse): string {
  if (use === 'SEALING') return 'ECDH-ES';
  if (kty === 'OKP') return 'EdDSA';
  return kty === 'EC' ? 'ES256' : 'PS256';
}

/** The rows as a list in JSON. */
export const rowList = (rows: readonly string[]): string => `[${rows.join(',')}]`;

/** The public key of a row. */
export const jwkOf = (row: SealableRow): Jwk => row.jwk as Jwk;
