import { createServer } from 'node:net';

const listen = (host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(port, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });

/**
 * The port to listen on. It is checked before the city is generated, which takes minutes.
 * @param port 0 for any free port
 * @param setting the option that would choose another port, for the message
 */
export async function portToUse(host: string, port: number, setting: string): Promise<number> {
  try {
    return await listen(host, port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${port} is in use; is a demo running already? Choose another with ${setting}.`);
  }
}
