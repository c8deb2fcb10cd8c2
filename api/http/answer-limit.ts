import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { REFUSALS, Refusal } from '../../consent/kernel/refusal.js';
import { tooExpensive } from './query-limits.js';

/** The most bytes of an answer to an anonymous caller. */
export const ANONYMOUS_ANSWER_BYTES = 1_000_000;

/** The part of the request's context that this plugin reads. */
interface Answering {
  readonly answerSize: { readonly isExceeded: boolean; readonly limit: number };
}

const errorOf = ({ message, code, detail }: Refusal) => ({ message, extensions: { code, ...detail } });

/** Refuses the whole answer when `AnswerSize` cut its lists, because an answer with cut lists is wrong. */
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

/** Refuses an answer by its length in bytes: long aliases make an answer large although it has few fields. */
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
