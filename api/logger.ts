import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import type { Config } from './config.js';
import { currentRequest } from './current-request.js';

interface DatabaseError extends Error {
  readonly code: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly routine?: string;
}

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** The error of the database, wherever it is in a chain of causes. */
function databaseError(error: unknown): DatabaseError | null {
  for (
    let at = error, depth = 0;
    at instanceof Error && depth < 5;
    at = at.cause ?? (at as { previous?: unknown }).previous, depth += 1
  )
    if (SQLSTATE.test(String((at as { code?: unknown }).code ?? ''))) return at as DatabaseError;
  return null;
}

/**
 * Describes an error for the log. Messages of the database quote values and messages of the ORM quote statements, so
 * for errors of the database only fields without values are kept.
 */
export function describeError(error: unknown): Record<string, unknown> {
  const fromDatabase = databaseError(error);
  if (fromDatabase) {
    const { code, constraint, table, routine } = fromDatabase;
    return { type: 'DatabaseError', code, constraint, table, routine };
  }
  if (!(error instanceof Error)) return { type: typeof error };
  const { type, message, stack } = stdSerializers.err(error);
  return { type, message, stack };
}

/** The request that is being answered, if any; Fastify's own lines name it already. */
const requestId = (_line: object, _level: number, log: Logger): object => {
  const id = currentRequest()?.id;
  return id === undefined || 'requestId' in log.bindings() ? {} : { requestId: id };
};

/** Structured logs without personal data: no bodies, no variables, no addresses, no query strings. */
export const createLogger = (
  config: Pick<Config, 'logLevel'>,
  destination: DestinationStream = pino.destination(1),
): Logger =>
  pino(
    {
      level: config.logLevel,
      base: { pid: process.pid },
      mixin: requestId,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describeError, error: describeError, req: () => undefined, res: () => undefined },
      redact: {
        paths: ['certNo', 'name', 'mobile', '*.certNo', '*.name', '*.mobile', 'headers', '*.headers'],
        censor: '[redacted]',
      },
    },
    destination,
  );
