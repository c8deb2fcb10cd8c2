import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { initialise } from './embedded/initialise.js';
import { launch } from './embedded/launch.js';
import { type Places, places } from './embedded/places.js';
import { running } from './embedded/running.js';
import { Usage } from './embedded/usage.js';

const run = promisify(execFile);

/** The PostgreSQL server from the npm package. It runs when `DATABASE_URL` is not set. */
export interface EmbeddedPostgres {
  /** The connection of the superuser, who owns the schema and migrates it. */
  readonly url: string;
  /** Stops the server, unless another process uses it too. */
  stop(): Promise<void>;
}

const SUPERUSER = 'assent_owner';

function passwordIn(directory: string, data: string): string {
  const path = join(directory, 'password');
  if (!existsSync(data)) writeFileSync(path, randomBytes(24).toString('hex'), { mode: 0o600 });
  return readFileSync(path, 'utf8');
}

const shutDown = ({ binaries, data, user }: Places) =>
  run(join(binaries, 'bin', 'pg_ctl'), ['stop', '-D', data, '-m', 'fast', '-w'], { ...user, cwd: data });

async function open(directory: string, settings: Record<string, string>): Promise<EmbeddedPostgres> {
  const at = await places(directory);
  const password = passwordIn(directory, at.data);
  await initialise(at, SUPERUSER, password);
  const urlAt = (port: number) => `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;

  const found = await running(at.data, urlAt);
  if (found)
    return {
      url: urlAt(found.port),
      async stop() {
        if (await found.usage.end()) await shutDown(at);
      },
    };
  const server = await launch(at, settings);
  const usage = await Usage.begin(urlAt(server.port));
  return {
    url: urlAt(server.port),
    async stop() {
      if (await usage.end()) await shutDown(at);
      server.release();
    },
  };
}

/**
 * Opens the PostgreSQL server whose data is under `directory`. It uses the server that another process has started, or
 * starts one on a free port of 127.0.0.1, and initialises the data directory first if there is none.
 * @param settings for a server that this call starts, e.g. `{ max_connections: '200' }`
 */
export async function startEmbeddedPostgres(
  directory: string,
  settings: Record<string, string> = {},
): Promise<EmbeddedPostgres> {
  try {
    return await open(directory, settings);
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code))) throw error;
    throw new Error(
      `${directory} belongs to another user. Run as that user, or set ASSENT_VAR to a directory of your own.`,
      { cause: error },
    );
  }
}
