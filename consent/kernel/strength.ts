/** How strongly a person was authenticated, weakest first. */
export const STRENGTHS = ['NONE', 'SMS', 'SCAN', 'FACE'] as const;

export type Strength = (typeof STRENGTHS)[number];

export const atLeast = (actual: Strength, required: Strength): boolean =>
  STRENGTHS.indexOf(actual) >= STRENGTHS.indexOf(required);

/** The strongest of the given strengths; NONE when there is none. */
export const strongest = (strengths: Iterable<Strength>): Strength =>
  [...strengths].reduce<Strength>((most, next) => (atLeast(most, next) ? most : next), 'NONE');
