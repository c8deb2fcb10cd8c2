import type { Logger } from 'pino';

/** Work that is done every so often, and soon when somebody knows that there is some. */
export interface Recurring {
  soon(): void;
  /** Waits for the round that runs. */
  stop(): Promise<void>;
}

/** One round after the other, never two at once; a round that fails is logged and the next one comes. */
export function everySoOften(periodMs: number, work: () => Promise<void>, log: Logger): Recurring {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  const round = () => {
    again = running !== null;
    if (again || stopped) return;
    running = work()
      .catch((error) => log.warn({ err: error }, 'what is done every so often failed'))
      .finally(() => {
        running = null;
        if (again) round();
      });
  };
  const timer = setInterval(round, periodMs);
  timer.unref();
  return {
    soon: round,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
