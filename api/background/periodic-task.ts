import type { Logger } from 'pino';

/** One round after the other, never two at once; a round that fails is logged, and the next one comes. */
export function everySoOften(
  periodMs: number,
  work: () => Promise<void>,
  log: Logger,
): { /** Waits for the round that runs. */ stop(): Promise<void> } {
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= work()
      .catch((error) => log.warn({ err: error }, 'what is done every so often failed'))
      .finally(() => {
        running = null;
      });
  }, periodMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
