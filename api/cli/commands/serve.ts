import { readConfig } from '../../config.js';
import { openDatabase } from '../../database/open.js';
import { createLogger } from '../../logger.js';
import { createServer } from '../../server.js';
import { type Command, noArguments } from '../command/command.js';
import { stopSignal } from '../command/stop-signal.js';

export const serve: Command = {
  summary: 'serves the API until it is stopped',
  help: `assent serve

  Serves the API on HOST and PORT. Brings the database up to date first.
  On SIGINT or SIGTERM requests that have begun are answered, then the port closes, then the embedded PostgreSQL
  stops. A second signal ends it at once.
`,
  options: {},
  async run(args) {
    noArguments(args);
    const config = readConfig();
    const log = createLogger(config);
    const database = await openDatabase(config);
    try {
      const server = await createServer(config, {
        apiUrl: database.apiUrl,
        ledgerUrl: database.ledgerUrl,
        log,
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
    return 0;
  },
};
