import type { Strength } from '../kernel/strength.js';

/** a face is never the only way. What goes with what, to count as one. */
const COMPANIONS: Partial<Record<Strength, Strength>> = { SMS: 'SCAN', SCAN: 'SMS' };

/** What this strength lacks to be FACE together with it; null where nothing does. */
export const companionOf = (strength: Strength): Strength | null => COMPANIONS[strength] ?? null;

/** What a session is worth in which somebody who had signed in so far signs in again. */
export const sessionStrength = (before: Strength, now: Strength): Strength =>
  companionOf(now) === before ? 'FACE' : now;
