import { Wrong } from './bytes.ts';
import type { Entry, Statement } from './receipt.ts';

export interface Numbers {
  /** Which use it is; null for the giving of a grant. */
  readonly useNumber: number | null;
  /** How many uses the grant has; null if they are limited by the day only. */
  readonly maxUses: number | null;
}

/**
 * Checks that the numbers and times of an entry fit each other: no use above the limit, each use after one before it, none after
 * the grant was stopped.
 * @param logged the entry as the log has it, with `previousUse`
 * @param stoppedAt when the grant was revoked, as its person knows
 * @throws Wrong
 */
export function checkNumbers(logged: Entry, { opens }: Statement, stoppedAt?: string | null): Numbers {
  const { kind, at, mode, maxUses, useNumber, validUntil } = logged;
  const most = limitOf(mode, maxUses);
  if (typeof at !== 'string' || !opens.moment?.startsWith(at.slice(0, -1)))
    throw new Wrong('its times differ');
  if (kind === 'GRANT_GIVEN') {
    if (typeof validUntil !== 'string' || Date.parse(validUntil) <= Date.parse(at))
      throw new Wrong('the grant ends before it begins');
    return { useNumber: null, maxUses: most };
  }
  if (kind !== 'DISCLOSURE' && kind !== 'REREAD') throw new Wrong('it is no use of a grant');
  if (!isCount(useNumber) || useNumber > (most ?? Infinity)) throw new Wrong('it is a use above the limit');
  if (kind === 'DISCLOSURE' && !followsUse(useNumber, logged.previousUse))
    throw new Wrong('the use before it is missing');
  if (stoppedAt && Date.parse(opens.moment) > Date.parse(stoppedAt))
    throw new Wrong('the grant had been stopped');
  return { useNumber, maxUses: most };
}

/** The first use has none before it, and every other one names it by its hash. */
const followsUse = (useNumber: number, previous: unknown): boolean =>
  useNumber === 1 ? previous === null : /^[0-9a-f]{64}$/.test(String(previous));

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;

/** A grant for one use has one, a limited one has a number of uses, and one for many uses has none in all. */
function limitOf(mode: unknown, maxUses: unknown): number | null {
  if (mode === 'MULTI_USE' && maxUses === null) return null;
  if (isCount(maxUses) && (mode === 'LIMITED' || (mode === 'ONE_TIME' && maxUses === 1))) return maxUses;
  throw new Wrong('the limit does not fit the grant');
}
