import type { ApolloServerPlugin } from '@apollo/server';
import { statusOf } from './error-answer.js';

const acceptsJsonOnly = (accept: string | undefined): boolean =>
  accept !== undefined &&
  /application\/json/i.test(accept) &&
  !/application\/graphql-response\+json/i.test(accept);

/**
 * Sets the HTTP status where that of Apollo is not enough.
 *
 * - An overload and a rate are answered with 503 and 429 and Retry-After if nothing else is answered, so that proxies and
 *   clients wait as they do for any other service. GraphQL over HTTP recommends 200 here, which hides it from them.
 * - To a client that accepts application/json alone, a wrong document is answered with 200: such clients read the body of no
 *   other status (GraphQL over HTTP, 6.4.1).
 */
export const setAnswerStatus: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response: { body, http } }) {
        if (body.kind !== 'single') return;
        const { data, errors = [] } = body.singleResult;
        const waits = errors.map(({ extensions }) => Number(extensions?.retryAfterSeconds ?? 0));
        const wait = Math.max(0, ...waits);
        if (wait > 0) http.headers.set('retry-after', String(wait));
        if (errors.length === 0 || data != null) return;
        const [status, ...others] = new Set(
          errors.map(({ extensions }) => statusOf(String(extensions?.code))),
        );
        if (others.length > 0) return;
        if (status === 429 || status === 503) http.status = status;
        const isMistake = errors.every(({ extensions }) => extensions?.code === 'BAD_USER_INPUT');
        if (http.status === 400 && isMistake && acceptsJsonOnly(request.http?.headers.get('accept')))
          http.status = 200;
      },
    };
  },
};
