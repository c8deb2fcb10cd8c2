import { SeenFile } from '../../background/seen-file.js';
import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { createLogger } from '../../logger.js';
import { assertProduction } from '../../production.js';
import { createServer } from '../../server.js';
import { helpText } from '../command/help-text.js';
import type { DefineCommand } from '../command/invocation.js';
import { assertPresent } from '../command/present-log.js';
import { stopSignal } from '../command/stop-signal.js';

export const serve: DefineCommand = (program) => {
  program
    .command('serve')
    .summary('serves the API until it is stopped')
    .description(
      helpText(`
        Serves the API on HOST and PORT. A new database is set up first; one of an earlier version, or of an earlier
        moment than was seen, is refused.

        On SIGINT or SIGTERM requests that have begun are answered, then the port closes, then the embedded PostgreSQL
        stops. A second signal ends it at once.`),
    )
    .action(serveUntilStopped);
};

async function serveUntilStopped(): Promise<void> {
  const config = readConfig();
  if (config.production) assertProduction(config);
  const log = createLogger(config);
  if (config.production && config.operatorPort === null)
    log.warn('/metrics is served nowhere, because OPERATOR_PORT is not set');
  const database = await openDatabase(config);
  try {
    await assertPresent(config, database);
    const server = await createServer(config, {
      urls: database.urls,
      log,
      seenFile: new SeenFile(config.varDir, database.deployment),
    });
    try {
      await server.start();
      await stopSignal();
    } finally {
      await server.stop();
    }
  } finally {
    await database.stop();
  }
}
