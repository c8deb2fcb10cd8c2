#!/usr/bin/env node
import { type StdioOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The entry point of `assent`. Any Node can run it: an older one hands over to the Node that `npm ci` installed, so
 * nothing of ours is imported before the version is known.
 */
const OLDEST = [22, 17] as const;

const recentEnough = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
};

/**
 * Node options of a command. The rows of an import become garbage at once, and memory that OpenSSL allocated for their
 * encrypted values is freed only when they are collected. A small heap is collected often, so the process stays below
 * 200 MB for files of any length, and is no slower.
 */
const HEAP: Readonly<Record<string, readonly string[]>> = {
  import: ['--max-semi-space-size=8', '--max-old-space-size=112'],
};

const bundled = join(fileURLToPath(import.meta.url), '../../../../node_modules/node/bin/node');

function handOver(node: string, flags: readonly string[]): void {
  if (!existsSync(node)) {
    console.error(
      `Assent needs Node ${OLDEST.join('.')} or later; this is ${process.version}. Install a later one, or run npm ci ` +
        'without --omit=dev, which brings one along.',
    );
    process.exitCode = 1;
    return;
  }
  // The child gets its own session, so that a signal of the terminal reaches it once, through this process.
  // The channel tells it when this process is gone, however that came.
  const stdio: StdioOptions = ['inherit', 'inherit', 'inherit', 'ipc'];
  const child = spawn(node, [...flags, ...process.argv.slice(1)], { stdio, detached: true });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal!]));
}

/** A process that was handed over to stops in order when the one that did it, whose pid the operator knows, is killed. */
function stopWithParent(): void {
  if (!process.channel) return;
  process.channel.unref();
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}

const command = process.argv[2] ?? '';
const flags = Object.hasOwn(HEAP, command) ? HEAP[command]! : [];
if (!recentEnough(process.versions.node)) handOver(bundled, flags);
else if (flags.some((flag) => !process.execArgv.includes(flag))) handOver(process.execPath, flags);
else {
  stopWithParent();
  const { main } = await import('./main.js');
  process.exitCode = await main(process.argv.slice(2));
}
