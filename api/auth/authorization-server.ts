import type { EventEmitter } from 'node:events';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JWK } from 'jose';
import Provider, { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { LIMITS } from '../../consent/kernel/limits.js';
import { Refusal } from '../../consent/kernel/refusal.js';
import { PLATFORM_ALGORITHM, RECIPIENT_ALGORITHMS } from './algorithms.js';
import type { DpopNonces } from './dpop-nonce.js';
import { hasNonce, needsNonce, USE_DPOP_NONCE } from './dpop-window.js';
import { assertionFault, signerOf } from './signed-statement.js';

/** A recipient as an OAuth client, with the public keys that it signs assertions with. */
export interface RegisteredClient {
  readonly clientId: string;
  readonly jwks: { readonly keys: readonly JWK[] };
  readonly recipientCode: string;
}

/** How often a token may be asked for. Each throws a Refusal RATE_LIMITED. */
export interface TokenRequestLimits {
  /** By network address, before anything of the request is read. */
  address(address: string): void;
  /** By client, once its assertion is verified: nobody else can use up what a client may. */
  client(clientId: string): void;
}

export interface AuthorizationServerOptions {
  /** A function, because the address is known only once the server listens. */
  readonly issuer: () => string;
  /** The private key that signs access tokens. */
  readonly signingKey: JWK;
  /** Public keys of other signatures of the platform (receipts), published in the same key set. */
  readonly otherPublicKeys?: readonly JWK[];
  readonly nonces: DpopNonces;
  readonly findClient: (clientId: string) => Promise<RegisteredClient | null>;
  /** True the first time that any process of the platform sees this id. */
  readonly firstUse: (id: string, lifetimeSeconds: number) => Promise<boolean>;
  readonly limits: TokenRequestLimits;
  /** Told with which key a token was asked for: its thumbprint (RFC 7638). */
  readonly onSigned?: (thumbprint: string) => Promise<void>;
  /** Told why a token was refused, in a word of OAuth. */
  readonly onRefused?: (reason: string) => void;
}

const ACCESS_TOKEN_SECONDS = 300;

/** The members of the library's errors: what the client is told, and what only the log is. */
interface Told {
  readonly error?: string;
  readonly error_description?: string;
  readonly error_detail?: string;
}

const TOKEN_PATH = '/oauth/token';
const JWKS_PATH = '/.well-known/jwks.json';
const DISCOVERY_PATH = '/.well-known/oauth-authorization-server';

/**
 * The token endpoint for recipients (RFC 6749 client credentials, RFC 7523 private_key_jwt, RFC 9449 DPoP,
 * RFC 9068 access tokens), its metadata and its key set. No other endpoint of the library is mounted.
 */
export async function authorizationServer(
  app: FastifyInstance,
  options: AuthorizationServerOptions,
): Promise<void> {
  // oidc-provider reads the body itself.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  let handle: ReturnType<Provider['callback']> | undefined;
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    handle ??= createProvider(options, app.log).callback();
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
}

/** The refusal of a rate in the form of OAuth (RFC 6749, 5.2), which has no error code for it. */
function rateLimited(error: unknown) {
  if (!(error instanceof Refusal)) throw error;
  const retryAfter = String(error.detail.retryAfterSeconds ?? 1);
  return {
    status: 429,
    retryAfter,
    body: { error: 'rate_limited', error_description: `${error.code}: ${error.message}` },
  };
}

/** @throws OIDCProviderError which the library answers as it answers errors of its own */
function limitClient(context: KoaContextWithOIDC, limits: TokenRequestLimits): void {
  try {
    limits.client(context.oidc.client!.clientId);
  } catch (error) {
    const { status, body, retryAfter } = rateLimited(error);
    context.set('retry-after', retryAfter);
    throw Object.assign(new errors.OIDCProviderError(status, body.error), {
      error_description: body.error_description,
    });
  }
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
    if (context.path === DISCOVERY_PATH) context.body = serverMetadata(issuer());
  });
  return provider;
}

/** Authorization server metadata (RFC 8414). The library's own would announce endpoints that are not mounted. */
export const serverMetadata = (issuer: string) => ({
  issuer,
  token_endpoint: issuer + TOKEN_PATH,
  jwks_uri: issuer + JWKS_PATH,
  grant_types_supported: ['client_credentials'],
  response_types_supported: [],
  token_endpoint_auth_methods_supported: ['private_key_jwt'],
  token_endpoint_auth_signing_alg_values_supported: RECIPIENT_ALGORITHMS,
  dpop_signing_alg_values_supported: RECIPIENT_ALGORITHMS,
});

function configuration(options: AuthorizationServerOptions): Configuration {
  /** With which key each request was signed. */
  const signers = new WeakMap<KoaContextWithOIDC, string>();
  const audience = `${options.issuer()}/graphql`;
  return {
    adapter: (model) => storage(model, options),
    jwks: { keys: [{ ...options.signingKey }] as NonNullable<Configuration['jwks']>['keys'] },
    routes: { token: TOKEN_PATH, jwks: JWKS_PATH },
    scopes: [],
    responseTypes: [],
    clientAuthMethods: ['private_key_jwt'],
    clientDefaults: {
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      token_endpoint_auth_method: 'private_key_jwt',
      id_token_signed_response_alg: PLATFORM_ALGORITHM,
      dpop_bound_access_tokens: true,
    },
    enabledJWA: {
      clientAuthSigningAlgValues: [...RECIPIENT_ALGORITHMS],
      dPoPSigningAlgValues: [...RECIPIENT_ALGORITHMS],
    },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: true, nonceSecret: options.nonces.secret },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: (_context, resource) => {
          if (resource !== audience) throw new errors.InvalidTarget();
          return {
            scope: '',
            audience,
            accessTokenTTL: ACCESS_TOKEN_SECONDS,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: PLATFORM_ALGORITHM } },
          };
        },
      },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    ttl: { ClientCredentials: ACCESS_TOKEN_SECONDS },
    extraClientMetadata: { properties: ['recipient_code'] },
    extraTokenClaims: (context) => ({
      recipient: context.oidc.client?.recipient_code,
      // The token ends with the key that it was asked for with.
      signer: signers.get(context),
    }),
    clockTolerance: LIMITS.statementAheadSeconds,
    // The signature is verified by now, so only the holder of the key is told what is wrong.
    assertJwtClientAuthClaimsAndHeader: async (context, claims, header) => {
      limitClient(context, options.limits);
      const fault = assertionFault(claims, header, options.issuer());
      if (fault) throw Object.assign(new errors.InvalidClientAuth(fault), { error_description: fault });
      const { client, params } = context.oidc;
      const { keys } = client!.jwks as unknown as RegisteredClient['jwks'];
      const signer = await signerOf(String(params!.client_assertion), keys);
      signers.set(context, signer);
      await options.onSigned?.(signer);
    },
    clientBasedCORS: () => false,
    renderError: (context, out) => {
      context.body = out;
    },
  };
}

/** The library's storage. Clients are recipients; tokens are self-contained; `firstUse` keeps the ids of assertions. */
function storage(model: string, { findClient }: AuthorizationServerOptions) {
  return {
    async find(id: string) {
      const client = model === 'Client' ? await findClient(id) : null;
      return client === null
        ? undefined
        : { client_id: client.clientId, jwks: client.jwks, recipient_code: client.recipientCode };
    },
    async upsert() {
      // Only opaque tokens are stored, and no resource of this platform accepts one.
      throw new errors.InvalidTarget();
    },
    findByUserCode: async () => undefined,
    findByUid: async () => undefined,
    consume: async () => undefined,
    destroy: async () => undefined,
    revokeByGrantId: async () => undefined,
  };
}
