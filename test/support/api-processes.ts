import { join } from 'node:path';
import { testCluster } from './database.js';
import type { Platform } from './platform.js';
import { type Program, startProgram } from './program.js';
import { projectRoot } from './project.js';

/** More processes of a platform: its database, its stand-in city, and its name to clients. */
export async function apiProcesses(
  platform: Platform,
  count: number,
  environment: Record<string, string> = {},
): Promise<{ readonly urls: readonly string[]; end(): Promise<void> }> {
  const programs = Array.from({ length: count }, () =>
    startProgram([join(projectRoot, 'dist/test/support/api-main.js'), platform.database.apiUrl], {
      PORT: '0',
      PUBLIC_URL: platform.url,
      ASSENT_VAR: testCluster().varDir,
      SMS_GATEWAY_URL: platform.standInUrl,
      EVOUCHER_URL: platform.standInUrl,
      FACE_URL: platform.standInUrl,
      LOG_LEVEL: 'info',
      ...environment,
    }),
  );
  // Where it listens is in its log: to clients it goes by the platform's name.
  const listening = async (program: Program) => (await program.says(/listening at (http:[^"]+)/))[1]!;
  return {
    urls: await Promise.all(programs.map(listening)),
    async end() {
      for (const program of programs) program.signal('SIGTERM');
      await Promise.all(programs.map(({ ended }) => ended));
    },
  };
}
