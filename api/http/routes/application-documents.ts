import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { queryOn } from '../../../consent/database/transaction.js';
import { LIMITS } from '../../../consent/kernel/limits.js';
import { badInput, Refusal, refuse } from '../../../consent/kernel/refusal.js';
import type { ApplicationReader } from '../../../consent/onboarding/application.js';
import { type ApplicationDocuments, EXTENSIONS } from '../../../consent/onboarding/documents.js';
import { assertActs } from '../../../consent/staff/accounts.js';
import type { Caller } from '../../auth/caller.js';
import { asPerson } from '../../graphql/common/context.js';
import { limitPerAddress } from '../rate-limiter.js';
import { admitted, type OpenAccounts } from './admitted.js';
import type { GraphqlEndpoint } from './graphql.js';

export interface DocumentRoutes {
  readonly documents: ApplicationDocuments;
  readonly orm: MikroORM;
  /** The caller of a request, whose session is open. @throws Refusal UNAUTHENTICATED */
  readonly callerOf: (request: FastifyRequest) => Promise<Caller>;
}

/**
 * Knows the caller of a route that is not GraphQL.
 * @param ways by token, and by the portal's cookie where the portal is served
 */
export const callerOf =
  (
    [byToken, byCookie]: readonly [GraphqlEndpoint, GraphqlEndpoint | null],
    open: OpenAccounts,
  ): DocumentRoutes['callerOf'] =>
  async (request) => {
    const { authorization, cookie } = request.headers;
    // The portal sends no token: its cookie names the caller.
    const way = authorization === undefined && cookie !== undefined ? (byCookie ?? byToken) : byToken;
    return admitted(open, await way.identify(request));
  };

interface Place {
  Params: { id: string; kind: string };
  Querystring: { validUntil?: string };
}

const PATH = '/applications/:id/documents/:kind';
const PER_SECOND = 50;
/** Files that this process holds in memory at the same time. */
const AT_ONCE = 4;
const KIND_LENGTH_MAX = 60;

/** Lets in so many requests at the same time, before any of their bodies is read. @throws Refusal RATE_LIMITED */
function limitAtOnce(app: FastifyInstance): void {
  let held = 0;
  const holding = new WeakSet<object>();
  const release = async (request: FastifyRequest) => {
    if (holding.delete(request)) held -= 1;
  };
  app.addHook('onRequest', async (request) => {
    if (held >= AT_ONCE)
      throw new Refusal(
        'RATE_LIMITED',
        {
          en: 'Too many files at the same time. Try again in a few seconds.',
          zh: '同时上传或下载的文件过多。请几秒后再试。',
        },
        { retryAfterSeconds: 5 },
      );
    held += 1;
    holding.add(request);
  });
  app.addHook('onResponse', release);
  app.addHook('onRequestAbort', release);
}

/**
 * `PUT` and `GET /applications/{id}/documents/{kind}`: the files of an institution's application. They are never rendered: a file
 * is stored as it came, and leaves as a download.
 */
export async function applicationDocumentRoutes(
  app: FastifyInstance,
  { documents, orm, callerOf }: DocumentRoutes,
): Promise<void> {
  const em = () => orm.em.fork() as EntityManager;
  await app.register(async (routes) => {
    routes.removeAllContentTypeParsers();
    const whole = { parseAs: 'buffer', bodyLimit: LIMITS.documentBytes } as const;
    for (const type of ['application/pdf', 'application/ofd', 'image/png', 'application/octet-stream'])
      routes.addContentTypeParser(type, whole, (_request, body, done) => done(null, body));
    routes.setErrorHandler((error: { code?: string }) => {
      throw error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? tooLarge() : error;
    });
    routes.addHook('onRequest', limitPerAddress(PER_SECOND));
    limitAtOnce(routes);
    routes.addHook('onRequest', async (request) => {
      request.arrivedAt = performance.now();
      request.caller = await callerOf(request);
    });

    routes.put<Place>(PATH, { bodyLimit: LIMITS.documentBytes }, async ({ params, query, body, caller }) => {
      const person = asPerson({ caller });
      if (!Buffer.isBuffer(body))
        throw badInput('body', {
          en: 'Send the file itself as the body, with its type in Content-Type.',
          zh: '请把文件本身作为请求体，并在 Content-Type 中写明类型。',
        });
      const { id, kind } = params;
      const validUntil = typeof query.validUntil === 'string' ? query.validUntil : null;
      const kept = await documents.keep(em(), person, { id, kind: known(kind), validUntil }, body);
      const { mediaType: _, bytes, uploadedAt, ...document } = kept;
      return { ...document, bytes, uploadedAt: uploadedAt.toISOString() };
    });

    routes.get<Place>(PATH, async ({ params, caller }, reply) => {
      const tx = queryOn(em());
      const reader = await readerOf(caller, (officer) => assertActs(tx, officer));
      const { document, content } = await documents.read(tx, reader, params.id, known(params.kind));
      const name = `${document.kind.toLowerCase()}.${EXTENSIONS[document.mediaType]}`;
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(content);
    });
  });
}

const tooLarge = () =>
  badInput('body', { en: 'Send a file of at most 20 MiB.', zh: '请上传不超过 20 MiB 的文件。' });

const known = (kind: string): string => (kind.length > KIND_LENGTH_MAX ? '' : kind);

async function readerOf(
  caller: Caller,
  assertActive: (officer: Extract<Caller, { kind: 'STAFF' }>) => Promise<void>,
): Promise<ApplicationReader> {
  if (caller.kind === 'STAFF' && caller.role === 'OFFICER') {
    await assertActive(caller);
    return { kind: 'OFFICER' };
  }
  if (caller.kind === 'STAFF' || caller.kind === 'RECIPIENT')
    refuse('FORBIDDEN', {
      en: 'Only whoever began an application, or an OFFICER, may read its documents. Sign in as such.',
      zh: '只有申请人本人或角色为 OFFICER 的工作人员可以查看材料。请以相应身份登录。',
    });
  return { kind: 'PERSON', personId: asPerson({ caller }).personId };
}
