import { removeScratch } from './scratch.js';

export default async function globalTeardown(): Promise<void> {
  await globalThis.assentTestCluster?.stop();
  if (globalThis.assentTestScratch) removeScratch(globalThis.assentTestScratch);
}
