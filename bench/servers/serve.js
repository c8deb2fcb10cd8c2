/**
 * The process of a server: its settings come from the environment, and its address is sent to run.js.
 * @param {{ url: string, stop: () => Promise<void> }} server
 */
export function serve({ url, stop }) {
  process.on('message', async (message) => {
    if (message !== 'stop') return;
    await stop();
    process.exit(0);
  });
  // The parent process has ended, so nobody else would stop the server.
  process.on('disconnect', () => process.exit(1));
  process.send?.({ url });
}

export const databaseUrl = () => process.env.BENCH_DATABASE_URL ?? '';
export const connections = () => Number(process.env.BENCH_POOL);
