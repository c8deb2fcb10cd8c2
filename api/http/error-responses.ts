import { unwrapResolverError } from '@apollo/server/errors';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { REFUSALS, Refusal, unavailable } from '../../consent/kernel/refusal.js';
import { WWW_AUTHENTICATE } from '../auth/authenticator.js';
import { DpopNonceNeeded } from '../auth/unauthenticated.js';
import { QUERY_LIMITS } from './query-limits.js';

const extensionsOf = ({ code, detail }: Refusal) => ({ code, ...detail });

/** Codes by which Apollo marks a mistake of the client. Any other error is a failure of ours. */
const CLIENT_MISTAKES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
]);

/** Where messages of graphql-js name the variable, argument or field that is wrong; the most exact pattern first. */
const NAMED = [
  /^Variable "\$\w+" got invalid value .* at "\w+\.([\w.[\]]+)"; /s,
  /^Variable "\$(\w+)"/,
  /argument "(\w+)"/i,
  /field "(\w+)"/i,
];

/** The argument, variable or field that a validation message names, if it names one. */
const fieldOf = (message: string): string | undefined =>
  NAMED.map((pattern) => pattern.exec(message)?.[1]).find((name) => name !== undefined);

/** Formats every error as one of the closed list of codes. An unforeseen error is logged and answered as UNAVAILABLE. */
export const formatError =
  (log: Logger, onRefusal: (code: string) => void) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { locations, path } = formatted;
    const place = { ...(locations && { locations }), ...(path && { path }) };
    const cause = unwrapResolverError(error);
    const told = (refusal: Refusal): GraphQLFormattedError => {
      onRefusal(refusal.code);
      if (refusal.cause)
        log.error({ err: refusal.cause, code: refusal.code }, 'refused for a reason of ours');
      return { message: refusal.message, ...place, extensions: extensionsOf(refusal) };
    };
    if (cause instanceof Refusal) return told(cause);
    if (CLIENT_MISTAKES.has(String(formatted.extensions?.code))) {
      const field = fieldOf(formatted.message);
      return told(new Refusal('BAD_USER_INPUT', formatted.message, field === undefined ? {} : { field }));
    }
    // A scalar refused an argument while it was coerced: graphql-js throws this itself, without an original error.
    if (cause instanceof GraphQLError && cause.originalError === undefined)
      return told(new Refusal('BAD_USER_INPUT', cause.message));
    return told(unavailable(cause));
  };

/** Answers a request that did not reach GraphQL, in the form of a GraphQL error. */
export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  if (refusal instanceof DpopNonceNeeded)
    reply
      .header('dpop-nonce', refusal.nonce)
      .header('www-authenticate', `DPoP error="use_dpop_nonce", error_description="${refusal.message}"`);
  else if (refusal.code === 'UNAUTHENTICATED') reply.header('www-authenticate', WWW_AUTHENTICATE);
  const wait = refusal.detail.retryAfterSeconds;
  if (wait !== undefined) reply.header('retry-after', String(wait));
  return reply
    .code(REFUSALS[refusal.code].status)
    .type('application/json; charset=utf-8')
    .send({ errors: [{ message: refusal.message, extensions: extensionsOf(refusal) }] });
}

/** Maps errors of the HTTP server: a body that is too large, is not JSON or has another content type. */
function fromHttp(error: FastifyError): Refusal {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Refusal('QUERY_TOO_EXPENSIVE', `A request has at most ${QUERY_LIMITS.bodyBytes} bytes.`, {
      limit: QUERY_LIMITS.bodyBytes,
    });
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new Refusal(
      'BAD_USER_INPUT',
      'Send a POST with a JSON body: {"query": "...", "variables": {...}}.',
      { field: 'body' },
    );
  return unavailable(error);
}

export function handleErrors(app: FastifyInstance, onRefusal: (code: string) => void): void {
  app.setErrorHandler((error: FastifyError | Refusal, _request, reply) => {
    const refusal = error instanceof Refusal ? error : fromHttp(error);
    onRefusal(refusal.code);
    if (refusal.cause)
      app.log.error({ err: refusal.cause, code: refusal.code }, 'refused for a reason of ours');
    return sendRefusal(reply, refusal);
  });
  app.setNotFoundHandler((_request, reply) =>
    sendRefusal(reply, new Refusal('NOT_FOUND', 'There is nothing here. The API is POST /graphql.')),
  );
}
