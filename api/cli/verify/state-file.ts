import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatState, type MonitorState, parseState } from '../../../consent/ledger/verify/monitor-state.js';

const MODE = 0o600;
const LINES_AT_ONCE = 1000;

/** The stored state of a log, or null if none is stored yet. */
export async function readState(path: string): Promise<MonitorState | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return text === null ? null : parseState(text.split('\n').filter(Boolean));
}

/** Writes a temporary file and renames it, so that a crash leaves the old state or the new one. */
export async function writeState(path: string, kept: MonitorState): Promise<void> {
  const beside = `${path}.${randomUUID()}`;
  const file = await open(beside, 'wx', MODE);
  try {
    let lines: string[] = [];
    for (const line of formatState(kept)) {
      lines.push(line);
      if (lines.length < LINES_AT_ONCE) continue;
      await file.write(`${lines.join('\n')}\n`);
      lines = [];
    }
    if (lines.length > 0) await file.write(`${lines.join('\n')}\n`);
    await file.sync();
    await file.close();
    await rename(beside, path);
    const directory = await open(dirname(path));
    await directory.sync().finally(() => directory.close());
  } catch (error) {
    await file.close().catch(() => {});
    await rm(beside, { force: true });
    throw error;
  }
}
