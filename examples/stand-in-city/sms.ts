import type { FastifyInstance } from 'fastify';

export interface Message {
  readonly text: string;
  readonly code?: string;
  readonly at: string;
}

const MOST_KEPT_PER_MOBILE = 100;

const BODY = {
  type: 'object',
  required: ['mobile', 'text'],
  properties: {
    mobile: { type: 'string', pattern: '^\\+?[0-9]{5,15}$' },
    text: { type: 'string', minLength: 1, maxLength: 500 },
    code: { type: 'string', maxLength: 10 },
  },
};

/** The inboxes of all mobiles, newest message first. */
export type Inboxes = Map<string, Message[]>;

/** The SMS gateway. */
export async function smsRoutes(app: FastifyInstance, { inboxes }: { inboxes: Inboxes }): Promise<void> {
  app.post<{ Body: { mobile: string; text: string; code?: string } }>(
    '/messages',
    { schema: { body: BODY } },
    async ({ body: { mobile, text, code } }, reply) => {
      const message = { text, code, at: new Date().toISOString() };
      inboxes.set(mobile, [message, ...(inboxes.get(mobile) ?? [])].slice(0, MOST_KEPT_PER_MOBILE));
      return reply.code(202).send({});
    },
  );

  app.get<{ Params: { mobile: string } }>(
    '/sms/:mobile',
    async ({ params }) => inboxes.get(params.mobile) ?? [],
  );
}
