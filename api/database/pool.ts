import { Pool } from 'pg';
import type { Logger } from 'pino';
import { SESSION } from './orm.js';

/** Connections of the API's role on which the gate sends whole transactions at once. */
export function openGatePool(apiUrl: string, connections: number, log: Logger): Pool {
  const pool = new Pool({ connectionString: apiUrl, max: connections, pipeline: true, ...SESSION } as ConstructorParameters<typeof Pool>[0]);
  // A connection that breaks while idle is replaced by the next one; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection broke'));
  return pool;
}
