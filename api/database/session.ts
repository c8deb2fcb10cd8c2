import type { ClientBase } from 'pg';
import { LIMITS } from '../../consent/kernel/limits.js';

const LIMITED = `SET statement_timeout = 5000; SET lock_timeout = ${LIMITS.waitTimeoutMs};
  SET idle_in_transaction_session_timeout = 10000`;

/**
 * Limits the time that a request may hold a connection: UNAVAILABLE is answered within two seconds, instead of queueing.
 * The session is limited by statements and not by parameters of the connection, which a pooler such as pgbouncer refuses;
 * the pool hands a connection out once they have run.
 */
export const SESSION = {
  connectionTimeoutMillis: LIMITS.waitTimeoutMs,
  onConnect: (client: ClientBase): Promise<unknown> => client.query(LIMITED),
} as const;
