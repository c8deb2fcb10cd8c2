import { join } from 'node:path';
import { RecipientClient } from '../../../examples/clients/recipient-client.js';
import type { Cluster } from '../database/cluster.js';
import { type TestDatabase, testCluster } from '../database/database.js';
import { projectRoot } from '../project.js';
import { type Program, startProgram } from './program.js';

/** The platform in its own process, on a test's database. */
export interface ApiProcess {
  readonly url: string;
  readonly program: Program;
  /** The same recipient, as a client of this process. */
  client(recipient: RecipientClient): RecipientClient;
  stop(): Promise<void>;
}

export async function startApiProcess(
  { urls }: TestDatabase,
  environment: Record<string, string> = {},
  { varDir }: Cluster = testCluster(),
): Promise<ApiProcess> {
  const program = startProgram(
    [join(projectRoot, 'dist/test/support/processes/api-main.js'), JSON.stringify(urls)],
    {
      PORT: '0',
      ASSENT_VAR: varDir,
      LOG_LEVEL: 'silent',
      // Every client of a test has the same address.
      MAX_CONNECTIONS_PER_ADDRESS: '4096',
      ...environment,
    },
  );
  const { url } = JSON.parse((await program.says(/\{"url":.*\}/))[0]);
  return {
    url,
    program,
    client: ({ identity, key }) => new RecipientClient(url, identity, key),
    async stop() {
      program.signal('SIGTERM');
      await program.ended;
    },
  };
}
