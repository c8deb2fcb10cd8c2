import { AsyncLocalStorage } from 'node:async_hooks';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import type { DatabaseUrls } from './roles.js';
import { GATE_SESSION, READER_SESSION, SESSION } from './session.js';

/** The pools of a process, one for each role that it holds. */
export type Pools = Readonly<Record<Exclude<keyof DatabaseUrls, 'ledger'>, Pool>>;

/** Connections of one role. They stay open to keep their prepared statements. */
function openPool(url: string, connections: number, log: Logger, session = SESSION): Pool {
  const pool = new Pool({
    connectionString: url,
    max: connections,
    idleTimeoutMillis: 0,
    ...session,
  } as ConstructorParameters<typeof Pool>[0]);
  // A statement that waited for a connection goes on as a part of its own request, and not of the one that had it before.
  const connect = pool.connect.bind(pool) as (done?: () => void) => unknown;
  pool.connect = ((done?: () => void) => connect(done && AsyncLocalStorage.bind(done))) as Pool['connect'];
  // A broken connection is replaced by a new one. Without listeners, idle or in use, its error would end the process. The running query rejects by itself.
  const broke = (error: Error) => log.warn({ err: error }, 'a database connection broke');
  pool.on('error', broke);
  pool.on('connect', (client) => client.on('error', broke));
  return pool;
}

/** @param connections of the roles that redeem; the others need fewer */
export function openPools(urls: DatabaseUrls, connections: number, log: Logger): Pools {
  const fewer = Math.min(connections, Math.max(4, Math.floor(connections / 2)));
  return {
    gate: openPool(urls.gate, connections, log, GATE_SESSION),
    reader: openPool(urls.reader, connections, log, READER_SESSION),
    consent: openPool(urls.consent, fewer, log),
    identity: openPool(urls.identity, fewer, log),
    dispatch: openPool(urls.dispatch, Math.min(connections, 2), log),
  };
}

export const closePools = (pools: Pools): Promise<unknown> =>
  Promise.all(Object.values(pools).map((pool) => pool.end()));
