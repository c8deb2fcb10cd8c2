import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;
const GROUP_AND_OTHERS = 0o077;

/**
 * Returns the content of a secret file and creates the file if there is none. Processes that start at the same time
 * get the same content: the file appears complete or not at all, and the first one is kept.
 * @throws Error when users other than the owner have rights to the file
 */
export async function secretFile(path: string, generate: () => Promise<Uint8Array>): Promise<Buffer> {
  return (await readSecretFile(path)) ?? (await create(path, await generate()));
}

/** The content of a secret file; null if there is none. @throws Error when others than the owner have rights to it */
export async function readSecretFile(path: string): Promise<Buffer | null> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return null;
  try {
    // The mode is read from the open file, so that it belongs to the file whose content is read.
    const { mode } = await file.stat();
    if (mode & GROUP_AND_OTHERS)
      throw new Error(`${path} may be read by others than its owner. Replace the secret, then: chmod 600.`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function create(path: string, bytes: Uint8Array): Promise<Buffer> {
  await mkdir(dirname(path), { recursive: true, mode: OWNER_ONLY_DIRECTORY });
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = await open(draft, 'wx', OWNER_ONLY_FILE);
    try {
      await file.writeFile(bytes);
      // Data encrypted with a key that is not yet on disk would be lost with it in a crash.
      await file.sync();
    } finally {
      await file.close();
    }
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  await syncDirectory(dirname(path));
  return (await readSecretFile(path))!;
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
