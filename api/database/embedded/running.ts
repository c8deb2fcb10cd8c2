import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Usage } from './usage.js';

const RETRY_MS = 50;
/** A server listens at once when it starts; one that doesn't is none. */
const SILENT_MS = 3_000;
/** It answers that it isn't ready for as long as it recovers from a crash. */
const RECOVERING_MS = 120_000;
const NOT_NOW = ['57P01', '57P03', 'ECONNRESET'];
const NOT_OURS = ['28P01', 'ECONNREFUSED'];

export interface Running {
  readonly port: number;
  readonly usage: Usage;
}

/** What a server writes about itself into its data directory. */
function postmaster(data: string): { pid: number; port: number } | null {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    // The port is written a moment after the rest; nobody listens on 1.
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
 * The server that serves this data already, started by another process that may live or not; null: there is none.
 * Waits for one that is just starting or stopping.
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
      if (!NOT_NOW.includes(code) && !NOT_OURS.includes(code)) throw error;
      if (waited > RECOVERING_MS) throw error;
      if (NOT_OURS.includes(code) && waited > SILENT_MS) {
        // After a crash of the machine its number may be another process's, and PostgreSQL would not start.
        rmSync(join(data, 'postmaster.pid'), { force: true });
        return null;
      }
    }
    await delay(RETRY_MS);
  }
}
