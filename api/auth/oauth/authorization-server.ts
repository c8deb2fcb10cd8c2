import type { EventEmitter } from 'node:events';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JWK } from 'jose';
import Provider, { type KoaContextWithOIDC } from 'oidc-provider';
import type { GivenDetail } from '../../../consent/authorization/details.js';
import { RECIPIENT_ALGORITHMS } from '../algorithms.js';
import { hasNonce, needsNonce, USE_DPOP_NONCE } from '../dpop-window.js';
import { type AuthorizationServerOptions, configuration, JWKS_PATH, TOKEN_PATH } from './configuration.js';
import { askPushed } from './pushed-request.js';
import { rateLimited } from './rate-limited.js';
import { AUTHORIZE_PATH, PAR_PATH, redirectMetadata } from './redirect-configuration.js';

/** The members of the library's errors: what the client is told, and what only the log is. */
interface Told {
  readonly error?: string;
  readonly error_description?: string;
  readonly error_detail?: string;
}

const DISCOVERY_PATH = '/.well-known/oauth-authorization-server';

/**
 * The token endpoint for recipients (RFC 6749 client credentials, RFC 7523 private_key_jwt, RFC 9449 DPoP,
 * RFC 9068 access tokens), its metadata and its key set; and where people are sent here, the endpoints for that. No other
 * endpoint of the library is mounted.
 * @param provider makes the library's server, once; see `lazyProvider`
 */
export async function authorizationServer(
  app: FastifyInstance,
  {
    provider,
    onNavigation = async () => undefined,
    ...options
  }: AuthorizationServerOptions & {
    readonly provider?: () => Provider;
    /** A hook for what a browser opens; it may answer. */
    readonly onNavigation?: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
  },
): Promise<void> {
  // oidc-provider reads the body itself.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  const server = provider ?? lazyProvider(options, app.log);
  let handle: ReturnType<Provider['callback']> | undefined;
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    handle ??= server().callback();
    if (request.method === 'POST' && needsNonce(request.headers.dpop))
      return reply
        .code(400)
        .header('dpop-nonce', options.nonces.current())
        .header('cache-control', 'no-store')
        .send(USE_DPOP_NONCE);
    const issuer = new URL(options.issuer());
    // The library derives URLs, and so the audience and htu that it accepts, from these headers. They follow the
    // configured issuer and not the Host header of the request.
    request.raw.headers['x-forwarded-proto'] = issuer.protocol.slice(0, -1);
    request.raw.headers['x-forwarded-host'] = issuer.host;
    reply.hijack();
    await handle(request.raw, reply.raw);
    return reply;
  };
  const limitAddress = async ({ ip }: FastifyRequest, reply: FastifyReply) => {
    try {
      options.limits.address(ip);
      return undefined;
    } catch (error) {
      const { status, body, retryAfter } = rateLimited(error);
      return reply.code(status).header('retry-after', retryAfter).send(body);
    }
  };
  app.post(TOKEN_PATH, { onRequest: limitAddress }, answer);
  app.get(JWKS_PATH, answer);
  app.get(DISCOVERY_PATH, answer);
  if (!options.redirect) return;
  app.post(PAR_PATH, { onRequest: limitAddress }, answer);
  for (const path of [AUTHORIZE_PATH, `${AUTHORIZE_PATH}/:uid`])
    app.get(path, { onRequest: [onNavigation, limitAddress] }, answer);
}

/** The library's server, made when it is first needed: by then it is known where we listen. */
export function lazyProvider(options: AuthorizationServerOptions, log: FastifyBaseLogger): () => Provider {
  let made: Provider | undefined;
  return () => {
    made ??= createProvider(options, log);
    return made;
  };
}

function createProvider(options: AuthorizationServerOptions, log: FastifyBaseLogger): Provider {
  const { issuer, firstUse, otherPublicKeys = [] } = options;
  const provider = new Provider(issuer(), configuration(options));
  provider.proxy = true;
  provider.on('server_error', (_context, error) => log.error(error));
  (provider as EventEmitter).on('error', (error) => log.error(error));
  provider.on('grant.error', (context, error) => {
    const { error: code, error_description: description, error_detail: detail } = error as Error & Told;
    const clientId = context.oidc.client?.clientId;
    options.onRefused?.(String(code));
    log.info({ clientId, code, detail: detail ?? description }, 'a token request was refused');
  });

  // One INSERT instead of the library's find and save: between these, another process could accept the same id.
  provider.ReplayDetection.unique = (client, jti, expiresAtSeconds) =>
    firstUse(`${client}\0${jti}`, expiresAtSeconds - Date.now() / 1000);

  provider.use(async (context, next) => {
    await next();
    // Clients whose clock is right need no nonce, and a nonce would have to be renewed every few minutes.
    if (!hasNonce(context.get('dpop'))) context.remove('dpop-nonce');
    if (context.status !== 200) return;
    if (context.path === JWKS_PATH)
      context.body = { keys: [...(context.body as { keys: JWK[] }).keys, ...otherPublicKeys] };
    if (context.path === DISCOVERY_PATH)
      context.body = serverMetadata(issuer(), options.redirect !== undefined);
  });
  const { redirect } = options;
  if (redirect)
    provider.use(async (koa, next) => {
      await next();
      const context = koa as unknown as KoaContextWithOIDC;
      dropSessionCookies(context);
      const { route, entities } = context.oidc ?? {};
      if (route === 'pushed_authorization_request' && context.status === 201)
        await askPushed(context, redirect.state, redirect.consent, `${issuer()}/graphql`);
      // Grant Management (draft 03, 5.2): the token response names the grant.
      const [given] = (entities?.AuthorizationCode?.rar as GivenDetail[] | undefined) ?? [];
      if (route === 'token' && context.status === 200 && given)
        context.body = { ...(context.body as object), grant_id: given.grant_id };
    });
  return provider;
}

/** Nobody stays signed in at this server, so a browser keeps no session of it. */
function dropSessionCookies(context: KoaContextWithOIDC): void {
  const set = [context.response.get('set-cookie') ?? []].flat() as string[];
  const kept = set.filter((cookie) => !/^_session(\.|=)/.test(cookie));
  if (kept.length < set.length) context.set('set-cookie', kept);
}

/** Authorization server metadata (RFC 8414). The library's own would announce endpoints that are not mounted. */
export const serverMetadata = (issuer: string, redirects: boolean) => ({
  issuer,
  token_endpoint: issuer + TOKEN_PATH,
  jwks_uri: issuer + JWKS_PATH,
  grant_types_supported: ['client_credentials'],
  response_types_supported: [],
  token_endpoint_auth_methods_supported: ['private_key_jwt'],
  token_endpoint_auth_signing_alg_values_supported: RECIPIENT_ALGORITHMS,
  dpop_signing_alg_values_supported: RECIPIENT_ALGORITHMS,
  ...(redirects && redirectMetadata(issuer)),
});
