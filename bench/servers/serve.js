/**
 * A server's own process: what it needs comes in the environment, its address goes back to run.js.
 * @param {{ url: string, stop: () => Promise<void> }} server
 */
export function serve({ url, stop }) {
  process.on('message', async (message) => {
    if (message !== 'stop') return;
    await stop();
    process.exit(0);
  });
  // Nobody is left to stop it.
  process.on('disconnect', () => process.exit(1));
  process.send?.({ url });
}

export const databaseUrl = () => process.env.BENCH_DATABASE_URL ?? '';
export const connections = () => Number(process.env.BENCH_POOL);
