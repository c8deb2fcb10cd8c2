import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Places } from './places.js';

const run = promisify(execFile);

/** Creates the data directory if there is none. It is renamed into place, so an incomplete one is never used. */
export async function initialise(
  { binaries, data, user }: Places,
  superuser: string,
  password: string,
): Promise<void> {
  if (existsSync(data)) return;
  const draft = `${data}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const passwordFile = join(tmpdir(), `assent-${randomBytes(8).toString('hex')}`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [draft, passwordFile]) chownSync(path, user.uid, user.gid);
  try {
    await run(
      join(binaries, 'bin', 'initdb'),
      [
        `--pgdata=${draft}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C.UTF-8',
        '--no-instructions',
      ],
      { ...user, cwd: draft },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, data);
}
