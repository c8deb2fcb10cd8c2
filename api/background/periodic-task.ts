import type { Logger } from 'pino';

export interface PeriodicTask {
  /** Names the task in the log. */
  readonly name: string;
  readonly periodMs: number;
  run(): Promise<unknown>;
}

export interface RunningTask {
  /** No further run starts; resolves when the current one, if any, has ended. */
  stop(): Promise<void>;
}

/**
 * Runs a task again and again, never twice at once: while a run takes longer than the period, periods are skipped. A
 * failed run is logged and the next one starts as usual.
 */
export function periodicTask({ name, periodMs, run }: PeriodicTask, log: Logger): RunningTask {
  let current: Promise<unknown> | null = null;
  const timer = setInterval(() => {
    current ??= run()
      .catch((error) => log.warn({ err: error, task: name }, 'a periodic task failed'))
      .finally(() => {
        current = null;
      });
  }, periodMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await current;
    },
  };
}
