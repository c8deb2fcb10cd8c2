import { unwrapResolverError } from '@apollo/server/errors';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { Bilingual } from '../../consent/kernel/bilingual.js';
import { REFUSALS, Refusal, unavailable } from '../../consent/kernel/refusal.js';
import { challenge } from '../auth/challenge.js';
import { CredentialsRefused, DpopNonceNeeded } from '../auth/unauthenticated.js';
import { describeError } from '../logger.js';
import type { AnswerError } from './error-answer.js';
import { asPartOf } from './follow-requests.js';
import { graphqlText } from './graphql-texts.js';
import { GRAPHQL_PATH, HttpRefusal, methodNotAllowed, unsupportedMediaType } from './http-refusal.js';
import { currentLanguage, VARY } from './language.js';
import { QUERY_LIMITS } from './query-limits.js';

export interface ErrorAnswering {
  /** Where clients reach the platform. */
  readonly publicUrl: () => string;
  readonly answerError: AnswerError;
  readonly onRefusal: (code: string) => void;
  /** Told why credentials were refused, in a word of OAuth. */
  readonly onCredentialsRefused: (reason: string) => void;
  readonly log: Logger;
}

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

/** A mistake that graphql-js or Apollo found. */
export function mistake(message: string): Refusal {
  const field = fieldOf(message);
  return new Refusal('BAD_USER_INPUT', graphqlText(message), field === undefined ? {} : { field });
}

/** Formats every error as one of the closed list of codes. An unforeseen error is logged and answered as UNAVAILABLE. */
export const formatError =
  (answering: ErrorAnswering) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { locations, path } = formatted;
    const refusal = refusalOf(formatted, unwrapResolverError(error));
    note(answering, refusal);
    return { ...answering.answerError(refusal), ...(locations && { locations }), ...(path && { path }) };
  };

function refusalOf({ message, extensions }: GraphQLFormattedError, cause: unknown): Refusal {
  if (cause instanceof Refusal) return cause;
  if (CLIENT_MISTAKES.has(String(extensions?.code))) return mistake(message);
  // A scalar refused an argument while it was coerced: graphql-js throws this itself, without an original error.
  if (cause instanceof GraphQLError && cause.originalError === undefined) return mistake(cause.message);
  return unavailable(cause);
}

/** Counts a refusal and logs its cause, if it has one: a failure of ours as an error, a fault of the client in a line. */
function note({ log, onRefusal, onCredentialsRefused }: ErrorAnswering, refusal: Refusal): void {
  const { code, cause } = refusal;
  onRefusal(code);
  if (refusal instanceof CredentialsRefused) onCredentialsRefused(refusal.oauthError);
  if (cause === undefined) return;
  if (REFUSALS[code].status >= 500) log.error({ err: cause, code }, 'refused for a reason of ours');
  else log.info({ reason: { ...describeError(cause), stack: undefined }, code }, 'refused');
}

/** The media type of GraphQL over HTTP for a client that accepts it, and JSON for any other. */
const mediaType = ({ url, headers }: FastifyRequest): string =>
  url.split('?')[0] === GRAPHQL_PATH && /application\/graphql-response\+json/i.test(headers.accept ?? '')
    ? 'application/graphql-response+json'
    : 'application/json';

/** Answers a request that did not reach GraphQL, in the form of a GraphQL error. */
function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: Refusal,
  answering: ErrorAnswering,
): FastifyReply {
  if (refusal instanceof DpopNonceNeeded) reply.header('dpop-nonce', refusal.nonce);
  if (refusal.code === 'UNAUTHENTICATED')
    reply.header(
      'www-authenticate',
      challenge(refusal, request.headers.authorization, answering.publicUrl()),
    );
  if (refusal instanceof HttpRefusal && refusal.allow) reply.header('allow', refusal.allow);
  const wait = refusal.detail.retryAfterSeconds;
  if (wait !== undefined) reply.header('retry-after', String(wait));
  return reply
    .code(refusal instanceof HttpRefusal ? refusal.status : REFUSALS[refusal.code].status)
    .type(`${mediaType(request)}; charset=utf-8`)
    .header('cache-control', 'no-store')
    .header('content-language', currentLanguage())
    .header('vary', VARY)
    .send({ errors: [answering.answerError(refusal)] });
}

const NO_BODY: Bilingual = {
  en: 'Send a POST with a JSON body: {"query": "...", "variables": {...}}.',
  zh: '请发送 POST 请求，请求体为 JSON：{"query": "...", "variables": {...}}。',
};

const NOTHING_HERE: Bilingual = {
  en: 'There is nothing here. The API is POST /graphql.',
  zh: '此处没有内容。接口为 POST /graphql。',
};

/** Maps errors of the HTTP server: a body that is too large, is not JSON or has another content type. */
function fromHttp(error: FastifyError): Refusal {
  const limit = QUERY_LIMITS.bodyBytes;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Refusal(
      'QUERY_TOO_EXPENSIVE',
      {
        en: `A request has at most ${limit} bytes. Send a shorter one.`,
        zh: `请求至多 ${limit} 字节。请缩短。`,
      },
      { limit },
    );
  if (error.statusCode === 415) return unsupportedMediaType();
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new Refusal('BAD_USER_INPUT', NO_BODY, { field: 'body' });
  return unavailable(error);
}

export function handleErrors(app: FastifyInstance, answering: ErrorAnswering): void {
  app.setErrorHandler((error: FastifyError | Refusal, request, reply) =>
    asPartOf(request, () => {
      const refusal = error instanceof Refusal ? error : fromHttp(error);
      note(answering, refusal);
      return sendRefusal(request, reply, refusal, answering);
    }),
  );
  app.setNotFoundHandler((request, reply) =>
    asPartOf(request, () =>
      sendRefusal(
        request,
        reply,
        methodNotAllowed(request.url) ?? new Refusal('NOT_FOUND', NOTHING_HERE),
        answering,
      ),
    ),
  );
}
