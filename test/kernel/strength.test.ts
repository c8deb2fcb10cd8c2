import { describe, expect, it } from '@jest/globals';
import { atLeast, STRENGTHS, strongest } from '../../consent/kernel/strength.js';

describe('strength', () => {
  it('is ordered NONE < SMS < SCAN < FACE', () => {
    expect(STRENGTHS).toEqual(['NONE', 'SMS', 'SCAN', 'FACE']);
    for (const [i, actual] of STRENGTHS.entries())
      for (const [j, required] of STRENGTHS.entries()) expect(atLeast(actual, required)).toBe(i >= j);
  });

  it('of a set is that of its strongest member', () => {
    expect(strongest(['SMS', 'FACE', 'SCAN'])).toBe('FACE');
    expect(strongest([])).toBe('NONE');
  });
});
