import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serviceUser } from '../../../api/database/embedded/service-user.js';
import { freePort } from '../platform/free-port.js';

const run = promisify(execFile);
const ARCHIVE = 'http://deb.debian.org/debian/pool/main';

/** PgBouncer of Debian 12 for x64 with the libraries that it brings along, by their SHA-256. */
const PACKAGES: Readonly<Record<string, string>> = {
  'p/pgbouncer/pgbouncer_1.18.0-1+deb12u1_amd64.deb':
    'b8468c31f94596da0967b1a27980a0a036268eb8e53d3e647651bd7b82b6f65e',
  'libe/libevent/libevent-2.1-7_2.1.12-stable-8_amd64.deb':
    'ca8858a7095ade7776c9f73437812423a45ccd90de2079e8c34830d291df290f',
  'c/c-ares/libc-ares2_1.18.1-3_amd64.deb':
    '087fd5c2ac883202e1786ab45617cdab7f77bc7f060d58cca177ddf6b6c3fa73',
};

/** Downloads and unpacks it once on each machine, without root. It needs dpkg-deb, and OpenSSL 3 and PAM of the system. */
async function unpacked(): Promise<string> {
  const home = join(process.env.ASSENT_TEST_LASTING ?? tmpdir(), 'assent-pgbouncer-1.18.0-1+deb12u1');
  if (existsSync(home)) return home;
  const draft = mkdtempSync(`${home}-draft-`);
  for (const [path, sha256] of Object.entries(PACKAGES)) {
    const response = await fetch(`${ARCHIVE}/${path}`);
    const content = Buffer.from(await response.arrayBuffer());
    const found = createHash('sha256').update(content).digest('hex');
    if (found !== sha256) throw new Error(`${ARCHIVE}/${path}: ${response.status}, and SHA-256 is ${found}.`);
    const file = join(draft, 'package.deb');
    writeFileSync(file, content);
    await run('dpkg-deb', ['-x', file, draft]);
    rmSync(file);
  }
  chmodSync(draft, 0o755);
  renameSync(draft, home);
  return home;
}

export interface RunningPgBouncer {
  /** The same database, through PgBouncer. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts PgBouncer before a database. It asks the server for the passwords of roles, as its manual describes. */
export async function startPgBouncer(
  databaseUrl: string,
  mode: 'transaction' | 'session',
): Promise<RunningPgBouncer> {
  const home = await unpacked();
  const server = new URL(databaseUrl);
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'assent-pgbouncer-'));
  chmodSync(directory, 0o755);
  mkdirSync(join(directory, 'data'));
  const owner = decodeURIComponent(server.username);
  writeFileSync(join(directory, 'users'), `"${owner}" "${decodeURIComponent(server.password)}"\n`);
  writeFileSync(
    join(directory, 'pgbouncer.ini'),
    `[databases]
* = host=${server.hostname} port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(directory, 'users')}
auth_user = ${owner}
auth_query = SELECT usename, passwd FROM pg_shadow WHERE usename = $1
pool_mode = ${mode}
max_client_conn = 500
default_pool_size = 60
`,
  );
  const user = await serviceUser(join(directory, 'data'));
  const program = spawn(join(home, 'usr/sbin/pgbouncer'), [join(directory, 'pgbouncer.ini')], {
    ...user,
    env: { LD_LIBRARY_PATH: join(home, 'usr/lib/x86_64-linux-gnu') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const ended = once(program, 'close');
  await new Promise<void>((up, down) => {
    program.stderr.on('data', (chunk) => {
      said += chunk;
      if (said.includes('process up')) up();
    });
    program.once('error', down);
    ended.then(() => down(new Error(`PgBouncer did not start:\n${said}`)), down);
  });
  const url = new URL(databaseUrl);
  url.port = String(port);
  url.hostname = '127.0.0.1';
  return {
    url: url.href,
    async stop() {
      program.kill('SIGINT');
      program.kill('SIGKILL');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
