import { Pool } from 'pg';
import type { Logger } from 'pino';
import { SESSION } from './orm.js';

/** Connections of the API's role on which the gate sends whole transactions at once; kept, with what they prepared. */
export function openGatePool(apiUrl: string, connections: number, log: Logger): Pool {
  const pool = new Pool({
    connectionString: apiUrl,
    max: connections,
    idleTimeoutMillis: 0,
    ...SESSION,
  } as ConstructorParameters<typeof Pool>[0]);
  // A connection that breaks is replaced by the next one; without listeners, idle or in use, it would end the
  // process. The query that was under way rejects by itself.
  const broke = (error: Error) => log.warn({ err: error }, 'a database connection broke');
  pool.on('error', broke);
  pool.on('connect', (client) => client.on('error', broke));
  return pool;
}
