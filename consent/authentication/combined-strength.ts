import type { Strength } from '../kernel/strength.js';

/** a face comparison is never the only way. E-voucher and SMS together count as FACE. */
const COMPANIONS: Partial<Record<Strength, Strength>> = { SMS: 'SCAN', SCAN: 'SMS' };

/** Returns the strength that makes FACE together with this one; null if there is none. */
export const companionOf = (strength: Strength): Strength | null => COMPANIONS[strength] ?? null;

/** Returns the strength of a session after its person signs in again by another method. */
export const sessionStrength = (before: Strength, now: Strength): Strength =>
  companionOf(now) === before ? 'FACE' : now;
