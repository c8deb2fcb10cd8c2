import type { JWK } from 'jose';
import {
  type Adapter,
  type AdapterPayload,
  type Configuration,
  errors,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { LIMITS } from '../../../consent/kernel/limits.js';
import { PLATFORM_ALGORITHM, RECIPIENT_ALGORITHMS } from '../algorithms.js';
import type { DpopNonces } from '../dpop-nonce.js';
import type { RegisteredClient } from '../recipient-registry.js';
import { assertionFault, signerOf } from '../signed-statement.js';
import type { TokenRequestLimits } from '../token-limits.js';
import { limitClient } from './rate-limited.js';
import { redirectClient, redirectConfiguration, redirectFeatures } from './redirect-configuration.js';
import type { RedirectFlow } from './redirect-flow.js';
import { adapterOf } from './state.js';

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
  /** What people need who come from a recipient's app; without, nobody can. */
  readonly redirect?: RedirectFlow;
}

export const TOKEN_PATH = '/oauth/token';
export const JWKS_PATH = '/.well-known/jwks.json';

const ACCESS_TOKEN_SECONDS = 300;

/** How the library is to be an authorization server for recipients. */
export function configuration(options: AuthorizationServerOptions): Configuration {
  /** With which key each request was signed. */
  const signers = new WeakMap<KoaContextWithOIDC, string>();
  const audience = `${options.issuer()}/graphql`;
  const redirect = options.redirect && redirectConfiguration(options.redirect.cookies);
  return {
    adapter: (model) => storage(model, options),
    jwks: { keys: [{ ...options.signingKey }] as NonNullable<Configuration['jwks']>['keys'] },
    scopes: [],
    responseTypes: [],
    renderError: (context, out) => {
      context.body = out;
    },
    ...redirect,
    routes: { token: TOKEN_PATH, jwks: JWKS_PATH, ...redirect?.routes },
    clientAuthMethods: ['private_key_jwt'],
    clientDefaults: {
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      token_endpoint_auth_method: 'private_key_jwt',
      id_token_signed_response_alg: PLATFORM_ALGORITHM,
      authorization_signed_response_alg: PLATFORM_ALGORITHM,
      dpop_bound_access_tokens: true,
    },
    enabledJWA: {
      clientAuthSigningAlgValues: [...RECIPIENT_ALGORITHMS],
      dPoPSigningAlgValues: [...RECIPIENT_ALGORITHMS],
      ...redirect?.enabledJWA,
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
      ...(redirect && redirectFeatures),
    },
    ttl: { ClientCredentials: ACCESS_TOKEN_SECONDS, AccessToken: ACCESS_TOKEN_SECONDS, ...redirect?.ttl },
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
  };
}

/** The library's storage. Clients are recipients; tokens are self-contained; `firstUse` keeps the ids of assertions. */
function storage(model: string, { findClient, redirect }: AuthorizationServerOptions): Adapter {
  if (model !== 'Client') return redirect ? adapterOf(redirect.state, model) : NOTHING_KEPT;
  return {
    ...NOTHING_KEPT,
    async find(id: string) {
      const client = await findClient(id);
      if (client === null) return undefined;
      const { clientId, jwks, recipientCode, redirectUris = [] } = client;
      return {
        client_id: clientId,
        jwks: jwks as NonNullable<AdapterPayload['jwks']>,
        recipient_code: recipientCode,
        ...redirectClient(redirectUris),
      };
    },
  };
}

const NOTHING_KEPT: Adapter = {
  find: async () => undefined,
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
