import type { AdapterPayload, Configuration } from 'oidc-provider';
import { DETAIL_TYPE, type GivenDetail } from '../../../consent/authorization/details.js';
import { LIMITS } from '../../../consent/kernel/limits.js';
import { PLATFORM_ALGORITHM, RECIPIENT_ALGORITHMS } from '../algorithms.js';
import type { InteractionCookies } from './interaction-cookie.js';
import { grantManagement } from './pushed-request.js';

export const PAR_PATH = '/oauth/par';
export const AUTHORIZE_PATH = '/oauth/authorize';
const CODE_SECONDS = 60;
const FLOW_SECONDS = LIMITS.redirectMinutes * 60;

type Features = NonNullable<Configuration['features']>;

/**
 * The features by which people come from a recipient's app and go back: pushed requests only (RFC 9126), with rich details
 * (RFC 9396), code and PKCE, by the FAPI 2.0 Security Profile; signed requests (RFC 9101) and signed answers (JARM) for who
 * wants them.
 */
export const redirectFeatures = {
  fapi: { enabled: true, profile: '2.0' },
  pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
  requestObjects: { enabled: true },
  jwtResponseModes: { enabled: true },
  richAuthorizationRequests: {
    enabled: true,
    // The terms are judged once, when the request was accepted as a whole (pushed-request.ts).
    types: { [DETAIL_TYPE]: { validate: async () => undefined } },
    authorizationDetailsForGrantSource: (context) => givenTo(context.oidc.entities.Grant),
    authorizationDetailsForAccessToken: (context) => givenTo(context.oidc.entities.Grant),
    authorizationDetailsForIntrospection: () => undefined,
  },
} as const satisfies Features;

/** The details of the OAuth grant: what the person gave, and not what was asked for. */
const givenTo = (grant: unknown) => (grant as { rar?: GivenDetail[] } | undefined)?.rar;

/** @param cookies tie each redirect to the browser in which it began */
export const redirectConfiguration = (cookies: InteractionCookies): Configuration => ({
  routes: { pushed_authorization_request: PAR_PATH, authorization: AUTHORIZE_PATH },
  responseTypes: ['code'],
  pkce: { required: () => true },
  enabledJWA: {
    requestObjectSigningAlgValues: [...RECIPIENT_ALGORITHMS],
    authorizationSigningAlgValues: [PLATFORM_ALGORITHM],
  },
  extraParams: grantManagement,
  interactions: {
    async url(context, { uid }) {
      context.append('set-cookie', await cookies.header(uid));
      return `/consent/${uid}`;
    },
  },
  // The account is the consent request: so `sub` links neither two requests of one person nor two recipients.
  findAccount: async (_context, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  loadExistingGrant: async ({ oidc }) => {
    const grantId = oidc.result?.consent?.grantId;
    return grantId === undefined ? undefined : oidc.provider.Grant.find(grantId);
  },
  expiresWithSession: async () => false,
  issueRefreshToken: async () => false,
  ttl: {
    AuthorizationCode: CODE_SECONDS,
    Interaction: FLOW_SECONDS,
    Grant: FLOW_SECONDS,
    Session: FLOW_SECONDS,
  },
  /** A person's browser is shown a page, which says what to do; a program the error. */
  renderError(context, out) {
    if (context.method !== 'GET') {
      context.body = out;
      return;
    }
    context.status = 303;
    context.redirect('/consent/ended');
  },
});

/** What a client with redirect addresses may do beside asking for tokens of its own. */
export const redirectClient = (redirectUris: readonly string[]): Partial<AdapterPayload> =>
  redirectUris.length === 0
    ? {}
    : {
        redirect_uris: [...redirectUris],
        response_types: ['code'],
        grant_types: ['client_credentials', 'authorization_code'],
        authorization_details_types: [DETAIL_TYPE],
      };

/** Metadata of the endpoints (RFC 8414; RFC 9126, 5; RFC 9396, 10; RFC 9207). */
export const redirectMetadata = (issuer: string) => ({
  authorization_endpoint: issuer + AUTHORIZE_PATH,
  pushed_authorization_request_endpoint: issuer + PAR_PATH,
  require_pushed_authorization_requests: true,
  grant_types_supported: ['client_credentials', 'authorization_code'],
  response_types_supported: ['code'],
  response_modes_supported: ['query', 'jwt', 'query.jwt'],
  code_challenge_methods_supported: ['S256'],
  authorization_details_types_supported: [DETAIL_TYPE],
  authorization_response_iss_parameter_supported: true,
  request_parameter_supported: true,
  request_object_signing_alg_values_supported: RECIPIENT_ALGORITHMS,
  authorization_signing_alg_values_supported: [PLATFORM_ALGORITHM],
  grant_management_actions_supported: ['create', 'replace'],
});
