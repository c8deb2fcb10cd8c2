import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENVIRONMENT_NAME, type RunningCluster, startCluster } from './database/cluster.js';
import { makeScratch } from './scratch.js';

declare global {
  var assentTestCluster: RunningCluster | undefined;
  var assentTestScratch: string | undefined;
}

export default async function globalSetup(): Promise<void> {
  const scratch = makeScratch();
  globalThis.assentTestScratch = scratch;
  // For what outlives a run: the unpacked Chromium.
  process.env.ASSENT_TEST_LASTING = tmpdir();
  process.env.TMPDIR = scratch;
  // The tests start some hundred processes of ours, and each would compile the same files.
  process.env.NODE_COMPILE_CACHE = join(scratch, 'compiled');
  globalThis.assentTestCluster = await startCluster(process.env.DATABASE_URL || undefined);
  process.env[ENVIRONMENT_NAME] = JSON.stringify(globalThis.assentTestCluster.cluster);
}
