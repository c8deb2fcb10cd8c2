import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { REFUSALS } from '../../consent/kernel/refusal.js';
import type { AnswerError } from './error-answer.js';
import { tooExpensive } from './query-limits.js';

/** The most bytes of an answer to an anonymous caller. */
export const ANONYMOUS_ANSWER_BYTES = 1_000_000;

/** The part of the request's context that this plugin reads. */
interface Answering {
  readonly answerSize: { readonly isExceeded: boolean; readonly limit: number };
}

/** Refuses the whole answer when `AnswerSize` cut its lists, because an answer with cut lists is wrong. */
export const refuseLargeAnswers = (answerError: AnswerError): ApolloServerPlugin<Answering> => ({
  async requestDidStart() {
    return {
      async willSendResponse({ contextValue: { answerSize }, response }) {
        if (!answerSize.isExceeded || response.body.kind !== 'single') return;
        const refusal = tooExpensive({ en: 'fields in one answer', zh: '个结果字段' }, answerSize.limit);
        response.body.singleResult = { errors: [answerError(refusal)] };
        response.http.status = REFUSALS[refusal.code].status;
      },
    };
  },
});

/** Refuses an answer by its length in bytes: long aliases make an answer large although it has few fields. */
export const limitAnswer =
  (answerError: AnswerError) =>
  async ({ caller }: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
    if (caller?.kind !== 'ANONYMOUS' || typeof payload !== 'string') return payload;
    if (payload.length * 3 <= ANONYMOUS_ANSWER_BYTES) return payload;
    if (Buffer.byteLength(payload) <= ANONYMOUS_ANSWER_BYTES) return payload;
    const refusal = tooExpensive({ en: 'bytes of an answer', zh: '字节的结果' }, ANONYMOUS_ANSWER_BYTES);
    reply.code(REFUSALS[refusal.code].status).removeHeader('content-length');
    return JSON.stringify({ errors: [answerError(refusal)] });
  };
