import { readConfig } from '../../../api/config.js';
import { createLogger } from '../../../api/logger.js';
import { createServer } from '../../../api/server.js';

/** The platform in a process that a test may kill: `node api-main.js URLS`, configured by the environment. */
const config = readConfig();
const server = await createServer(config, {
  urls: JSON.parse(process.argv[2]!),
  log: createLogger(config),
});
process.once('SIGTERM', () => void server.stop());
console.log(JSON.stringify({ url: await server.start() }));
