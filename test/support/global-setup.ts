import { ENVIRONMENT_NAME, type RunningCluster, startCluster } from './database/cluster.js';

declare global {
  var assentTestCluster: RunningCluster | undefined;
}

export default async function globalSetup(): Promise<void> {
  globalThis.assentTestCluster = await startCluster(process.env.DATABASE_URL || undefined);
  process.env[ENVIRONMENT_NAME] = JSON.stringify(globalThis.assentTestCluster.cluster);
}
