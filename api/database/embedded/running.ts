import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Usage } from './usage.js';

const RETRY_MS = 50;
/** A server listens immediately after its start. A process that does not listen for this long is not a server. */
const SILENT_MS = 3_000;
/** While a server recovers from a crash, it refuses connections as not ready. */
const RECOVERING_MS = 120_000;
const NOT_READY = ['57P01', '57P03', 'ECONNRESET'];
const NOT_THE_SERVER = ['28P01', 'ECONNREFUSED'];

export interface Running {
  readonly port: number;
  readonly usage: Usage;
}

/** The process id and port that a server writes into its data directory; null if there is no such file. */
function postmaster(data: string): { pid: number; port: number } | null {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    // The port is written slightly later than the rest. Until then port 1 stands for it, where nothing listens.
    return { pid: Number(lines[0]), port: Number(lines[3]) || 1 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Finds the server that already serves this data, whether or not the process that started it still runs. Waits for a
 * server that is starting or stopping. @returns null if there is none
 */
export async function running(data: string, urlAt: (port: number) => string): Promise<Running | null> {
  const started = performance.now();
  for (;;) {
    const server = postmaster(data);
    if (server === null || !alive(server.pid)) return null;
    const waited = performance.now() - started;
    try {
      return { port: server.port, usage: await Usage.begin(urlAt(server.port)) };
    } catch (error) {
      const code = String((error as { code?: unknown }).code);
      if (!NOT_READY.includes(code) && !NOT_THE_SERVER.includes(code)) throw error;
      if (waited > RECOVERING_MS) throw error;
      if (NOT_THE_SERVER.includes(code) && waited > SILENT_MS) {
        // After a crash of the machine another process may have this id, and PostgreSQL would refuse to start.
        rmSync(join(data, 'postmaster.pid'), { force: true });
        return null;
      }
    }
    await delay(RETRY_MS);
  }
}
