// (e) Assent itself, composed as in `assent serve`, with everything enabled.
import { readConfig } from '../../dist/api/config.js';
import { createLogger } from '../../dist/api/logger.js';
import { createServer } from '../../dist/api/server.js';
import { connections, serve } from './serve.js';

const config = readConfig({
  PORT: '0',
  NODE_ENV: 'production',
  LOG_LEVEL: 'warn',
  ASSENT_VAR: process.env.BENCH_VAR,
  DATABASE_CONNECTIONS: String(connections()),
  // There is no SMS gateway here that could deliver notices of uses.
  USE_NOTICES: 'off',
  // Enabled by default; disabling it shows its cost.
  SEQUENCER: process.env.BENCH_SEQUENCER,
});
const server = await createServer(config, {
  urls: JSON.parse(process.env.BENCH_ROLE_URLS),
  log: createLogger(config),
});
const url = await server.start();
serve({ url: `${url}/graphql`, stop: () => server.stop() });
