import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Linux keeps this directory in memory. */
const IN_MEMORY = '/dev/shm';
const GIGABYTE = 2 ** 30;
/** What must be free: a run takes up to one and a half, most of it for the files of the embedded PostgreSQL. */
const ROOM = { directory: 3 * GIGABYTE, memory: 5 * GIGABYTE };
const PREFIX = 'assent-run-';

/**
 * Where a test run keeps its files: in memory where there is room, because each test file gets a database of a thousand
 * small files, which a disk takes a second to write. The run sets TMPDIR to it, and removes it when it ends.
 */
export function makeScratch(): string {
  const parent = hasRoom() ? IN_MEMORY : tmpdir();
  if (parent === IN_MEMORY) removeOfDeadRuns();
  const directory = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`));
  // Readable for the user that runs PostgreSQL when the tests run as root.
  chmodSync(directory, 0o711);
  return directory;
}

export const removeScratch = (directory: string): void =>
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });

function hasRoom(): boolean {
  if (!existsSync(IN_MEMORY)) return false;
  const { bavail, bsize } = statfsSync(IN_MEMORY);
  return bavail * bsize > ROOM.directory && freemem() > ROOM.memory;
}

/** A run that was killed leaves its files, and they take memory. */
function removeOfDeadRuns(): void {
  for (const name of readdirSync(IN_MEMORY)) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split('-')[0]) : 0;
    if (pid > 0 && !isAlive(pid)) removeScratch(join(IN_MEMORY, name));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
