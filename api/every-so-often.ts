import type { Logger } from 'pino';

/** One round after the other, never two at once; stopping waits for the one that runs. */
export function everySoOften(
  periodMs: number,
  work: () => Promise<void>,
  log: Logger,
): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    running = work()
      .catch((error) => log.warn({ err: error }, 'what is done every so often failed'))
      .finally(() => {
        busy = false;
      });
  }, periodMs);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      return running;
    },
  };
}
