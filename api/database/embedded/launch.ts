import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Places } from './places.js';

/** A server that this process has started. */
export interface Launched {
  readonly port: number;
  /** Stops tying the server's life to this process: it is not stopped when the process exits. */
  release(): void;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Waits until the server logs that it accepts connections. The end of its log goes into the error message. */
function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    const listen = (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-4000);
      if (!log.includes('database system is ready to accept connections')) return;
      server.stderr?.off('data', listen).resume();
      resolve();
    };
    server.stderr?.on('data', listen);
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`PostgreSQL did not start:\n${log}`)));
  });
}

/** Starts PostgreSQL on 127.0.0.1, on a free port unless the settings name one. */
export async function launch(
  { binaries, data, user }: Places,
  settings: Record<string, string>,
): Promise<Launched> {
  const port = settings.port === undefined ? await freePort() : Number(settings.port);
  const defaults = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '128MB',
    max_wal_size: '4GB',
    lc_messages: 'C',
  };
  const flags = Object.entries({ ...defaults, ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const server = spawn(join(binaries, 'bin', 'postgres'), ['-D', data, ...flags], {
    ...user,
    cwd: data,
    // In its own process group the server gets no Ctrl-C, so redemptions in flight can finish before it stops.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await ready(server);
  server.unref();
  // If this process exits without stopping the server, the server is stopped here.
  const stopOnExit = () => server.kill('SIGINT');
  process.once('exit', stopOnExit);
  return {
    port,
    release() {
      process.off('exit', stopOnExit);
      server.stderr?.destroy();
    },
  };
}
