import { readConfig } from '../../../api/config.js';
import { createLogger } from '../../../api/logger.js';
import { createServer } from '../../../api/server.js';

/** The platform in a process that a test may kill: `node api-main.js API_URL [LEDGER_URL]`, configured by the environment. */
const config = readConfig();
const [, , apiUrl, ledgerUrl] = process.argv;
const server = await createServer(config, {
  apiUrl: apiUrl!,
  ...(ledgerUrl && { ledgerUrl }),
  log: createLogger(config),
});
process.once('SIGTERM', () => void server.stop());
console.log(JSON.stringify({ url: await server.start() }));
