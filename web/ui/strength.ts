import type { Strength } from '../api/gql/graphql';

/** Weakest first. */
const STRENGTHS: readonly Strength[] = ['NONE', 'SMS', 'SCAN', 'FACE'];

export const atLeast = (actual: Strength, needed: Strength): boolean =>
  STRENGTHS.indexOf(actual) >= STRENGTHS.indexOf(needed);

export const stronger = (one: Strength, other: Strength): Strength => (atLeast(one, other) ? one : other);
