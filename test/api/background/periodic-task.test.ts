import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { periodicTask } from '../../../api/background/periodic-task.js';

const PERIOD_MS = 1_000;

describe('a periodic task', () => {
  let lines: Record<string, unknown>[];
  beforeEach(() => {
    jest.useFakeTimers();
    lines = [];
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const start = (run: () => Promise<unknown>) =>
    periodicTask(
      { name: 'count', periodMs: PERIOD_MS, run },
      pino({}, { write: (line) => lines.push(JSON.parse(line)) }),
    );

  it('runs once in each period and not after it is stopped', async () => {
    const run = jest.fn(async () => undefined);
    const task = start(run);
    expect(run).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(3 * PERIOD_MS);
    expect(run).toHaveBeenCalledTimes(3);
    await task.stop();
    await jest.advanceTimersByTimeAsync(3 * PERIOD_MS);
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('never runs twice at the same time, and stopping it waits for the current run', async () => {
    let end!: () => void;
    const run = jest.fn(() => new Promise<void>((resolve) => (end = resolve)));
    const task = start(run);
    await jest.advanceTimersByTimeAsync(3 * PERIOD_MS);
    expect(run).toHaveBeenCalledTimes(1);
    end();
    await jest.advanceTimersByTimeAsync(PERIOD_MS);
    expect(run).toHaveBeenCalledTimes(2);
    let stopped = false;
    const stopping = task.stop().then(() => (stopped = true));
    await jest.advanceTimersByTimeAsync(PERIOD_MS);
    expect(stopped).toBe(false);
    end();
    await stopping;
  });

  it('is logged by its name when it fails, and runs again', async () => {
    const run = jest.fn(() => Promise.reject(new Error('no database')));
    const task = start(run);
    await jest.advanceTimersByTimeAsync(2 * PERIOD_MS);
    expect(run).toHaveBeenCalledTimes(2);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ level: 40, task: 'count', msg: 'a periodic task failed' });
    await task.stop();
  });
});
