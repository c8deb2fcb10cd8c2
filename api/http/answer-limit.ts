import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { REFUSALS, Refusal } from '../../consent/kernel/refusal.js';
import { tooExpensive } from './query-limits.js';

/** Bytes of an answer to somebody whom nobody knows. */
export const ANONYMOUS_ANSWER_BYTES = 1_000_000;

/** As much of a request's context as is looked at here. */
interface Answering {
  readonly answerSize: { readonly isExceeded: boolean; readonly limit: number };
}

const errorOf = ({ message, code, detail }: Refusal) => ({ message, extensions: { code, ...detail } });

/** An answer whose lists were cut is refused whole: what is left of it would be wrong. */
export const refuseLargeAnswers: ApolloServerPlugin<Answering> = {
  async requestDidStart() {
    return {
      async willSendResponse({ contextValue: { answerSize }, response }) {
        if (!answerSize.isExceeded || response.body.kind !== 'single') return;
        const refusal = tooExpensive('fields in one answer', answerSize.limit);
        response.body.singleResult = { errors: [errorOf(refusal)] };
        response.http.status = REFUSALS[refusal.code].status;
      },
    };
  },
};

/** Long names of keys make an answer large with few fields: the last word is the answer's own length. */
export async function limitAnswer(
  { caller }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  if (caller?.kind !== 'ANONYMOUS' || typeof payload !== 'string') return payload;
  if (payload.length * 3 <= ANONYMOUS_ANSWER_BYTES) return payload;
  if (Buffer.byteLength(payload) <= ANONYMOUS_ANSWER_BYTES) return payload;
  const refusal = tooExpensive('bytes of an answer', ANONYMOUS_ANSWER_BYTES);
  reply.code(REFUSALS[refusal.code].status).removeHeader('content-length');
  return JSON.stringify({ errors: [errorOf(refusal)] });
}
