import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface ServiceUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The user that runs PostgreSQL, because it refuses to run as root: the owner of the data, or else the user `postgres`,
 * which is created if it does not exist. @returns null if this process does not run as root
 */
export async function serviceUser(data: string): Promise<ServiceUser | null> {
  if (process.getuid?.() !== 0) return null;
  const owner = statSync(data, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  try {
    return await idsOf('postgres');
  } catch {
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    return await idsOf('postgres');
  }
}

async function idsOf(name: string): Promise<ServiceUser> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, name])));
  return { uid: Number(uid!.stdout), gid: Number(gid!.stdout) };
}
