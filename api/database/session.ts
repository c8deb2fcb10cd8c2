import type { ClientBase } from 'pg';
import { LIMITS } from '../../consent/kernel/limits.js';
import { traceConnection } from './traced-connection.js';

const LIMITED = `SET statement_timeout = 5000; SET lock_timeout = ${LIMITS.waitTimeoutMs};
  SET idle_in_transaction_session_timeout = 10000`;

/**
 * Limits the time that a request may hold a connection: UNAVAILABLE is answered within two seconds, instead of queueing.
 * The session is limited by statements and not by parameters of the connection, which a pooler such as pgbouncer refuses;
 * the pool hands a connection out once they have run.
 */
const session = (settings: string) => ({
  connectionTimeoutMillis: LIMITS.waitTimeoutMs,
  onConnect: async (client: ClientBase): Promise<void> => {
    await client.query(settings);
    traceConnection(client);
  },
});

export const SESSION = session(LIMITED);

/**
 * Redeeming, reading and sequencing find rows by their index, however few rows a table had when it was last analyzed: a session
 * keeps the plan that it made for an empty table until the table is analyzed again, and would read all of it for each redemption.
 */
export const BY_INDEX = 'SET enable_seqscan = off';

export const GATE_SESSION = session(`${LIMITED}; ${BY_INDEX}`);

/**
 * Readings ask for any number of entries at a time. PostgreSQL reckons a plan for exactly that number cheaper and would make a new
 * one for each batch, which takes longer than the reading.
 */
export const READER_SESSION = session(`${LIMITED}; ${BY_INDEX}; SET plan_cache_mode = force_generic_plan`);
