import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { validate, version } from 'uuid';
import { newId } from '../../consent/kernel/ids.js';

const many = (count: number) => Array.from({ length: count }, newId);
/** The part of an id that is random and not a counter. */
const tail = (id: string) => id.slice(-10);
const timeOf = (id: string) => Number.parseInt(id.replace('-', '').slice(0, 12), 16);

describe('newId', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('makes UUIDs of version 7 with the present time', () => {
    const before = Date.now();
    const ids = many(1000);
    expect(ids.filter((id) => !validate(id) || version(id) !== 7)).toEqual([]);
    expect(timeOf(ids[0]!)).toBeGreaterThanOrEqual(before);
    expect(timeOf(ids.at(-1)!)).toBeLessThanOrEqual(Date.now());
  });

  it('makes different ids, no two from the same random bytes', () => {
    const ids = many(10_000);
    expect(new Set(ids).size).toBe(10_000);
    expect(new Set(ids.slice(0, 2_000).map(tail)).size).toBe(2_000);
  });

  it('makes ascending ids', () => {
    const ids = many(10_000);
    expect(ids.toSorted()).toEqual(ids);
  });

  it('makes ascending ids within a millisecond and when the clock is set back', () => {
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 5);
    const ids = many(1000);
    clock.mockReturnValue(now - 60_000);
    ids.push(...many(1000));
    clock.mockReturnValue(now + 6);
    ids.push(...many(10));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids.map(timeOf))).toEqual(new Set([now + 5, now + 6]));
  });

  it('starts the counter of each millisecond at a random value', () => {
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now');
    const counts = Array.from({ length: 20 }, (_, index) => {
      clock.mockReturnValue(now + 1000 + index);
      return newId().slice(15, 23);
    });
    expect(new Set(counts).size).toBe(20);
  });
});
