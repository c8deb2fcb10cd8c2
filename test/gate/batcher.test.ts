import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Batcher } from '../../consent/database/batcher.js';

describe('a batcher', () => {
  const SLOW_MS = 25;
  const DEADLINE_MS = 60_000;
  /** The batches that were started, and what ends the oldest of them. */
  let started: (readonly number[])[];
  let ends: (() => void)[];
  let batcher: Batcher<number, number>;

  beforeEach(() => {
    // Time stands still, so that no batch is slow unless the test says so.
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
    started = [];
    ends = [];
    batcher = new Batcher(
      (items) => {
        started.push(items);
        return new Promise((resolve) => ends.push(() => resolve(items)));
      },
      { batchSizeMax: 4, batchesMax: 3, atOnce: 2, gather: true },
    );
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Submits items in one turn of the event loop, and lets the turn end. */
  async function submit(...items: number[]): Promise<void> {
    for (const item of items) void batcher.submit(item, performance.now() + DEADLINE_MS);
    await setImmediate();
  }

  it('starts a batch of what was submitted in one turn of the event loop', async () => {
    await submit(1, 2);
    expect(started).toEqual([[1, 2]]);
  });

  it('collects what is submitted while a batch runs, and starts it when that has ended', async () => {
    await submit(1);
    await submit(2);
    await submit(3);
    expect(started).toEqual([[1]]);
    ends.shift()!();
    await setImmediate();
    expect(started).toEqual([[1], [2, 3]]);
  });

  it('starts a full batch beside the one that runs, and none beside two', async () => {
    await submit(1);
    await submit(2, 3, 4, 5);
    expect(started).toEqual([[1], [2, 3, 4, 5]]);
    await submit(6, 7, 8, 9);
    expect(started).toHaveLength(2);
  });

  it('is not held up by a batch that takes long', async () => {
    await submit(1);
    await submit(2);
    jest.advanceTimersByTime(SLOW_MS);
    expect(started).toEqual([[1], [2]]);
  });
});
