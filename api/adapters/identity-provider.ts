import { readFile } from 'node:fs/promises';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientError,
  ClientSecretBasic,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
} from 'openid-client';
import type { AuthorizationFlow, IdentityProvider } from '../../consent/ports/identity-services.js';
import type { IdentityProviderConfig } from '../config.js';
import { limitedFetch } from './limited-fetch.js';

export const CALLBACK_PATH = '/oidc/callback';

const TIMEOUT_SECONDS = 5;
/** The greatest age of the sign-in at the provider; our own proofs are valid for the same time. */
const MAX_AGE_SECONDS = 300;

/** What the log tells of a refused answer. The error itself is not logged, because it may hold claims about a person. */
export interface RefusedAnswer {
  readonly code: string;
  readonly message: string;
}

/** Any OpenID Connect provider: code flow with PKCE, state and nonce; the signature of the ID token is verified. */
export function identityProvider(
  config: IdentityProviderConfig,
  publicUrl: () => string,
  onRefused: (answer: RefusedAnswer) => void,
): IdentityProvider {
  const { issuer, claim, scope, strengths } = config;
  const redirectUri = () => publicUrl() + CALLBACK_PATH;
  let discovered: Promise<Configuration> | undefined;
  // Discovery runs at the first use and again after a failure, so that the platform starts while the provider is down.
  const client = () => {
    discovered ??= discover(config).catch((error) => {
      discovered = undefined;
      throw error;
    });
    return discovered;
  };

  /** The ID number, from the ID token or else from the user info endpoint. */
  async function certNoOf(configuration: Configuration, tokens: Tokens): Promise<unknown> {
    const claims = tokens.claims()!;
    if (claims[claim] !== undefined || !configuration.serverMetadata().userinfo_endpoint)
      return claims[claim];
    return (await fetchUserInfo(configuration, tokens.access_token, claims.sub))[claim];
  }

  return {
    issuer,
    async authorizationUrl({ state, nonce, verifier }) {
      const parameters = {
        redirect_uri: redirectUri(),
        scope,
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        acr_values: [...strengths.keys()].join(' '),
        max_age: String(MAX_AGE_SECONDS),
      };
      return buildAuthorizationUrl(await client(), parameters).href;
    },
    async identify(parameters, { state, nonce, verifier }: AuthorizationFlow) {
      const configuration = await client();
      try {
        const url = new URL(redirectUri());
        url.search = parameters.toString();
        const tokens = await authorizationCodeGrant(configuration, url, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          maxAge: MAX_AGE_SECONDS,
        });
        const { acr } = tokens.claims()!;
        const strength = typeof acr === 'string' ? strengths.get(acr) : undefined;
        const certNo = await certNoOf(configuration, tokens);
        if (strength !== undefined && typeof certNo === 'string') return { certNo, strength };
        onRefused({
          code: 'CLAIMS',
          message: strength ? `There is no claim ${claim}.` : 'The acr is not known.',
        });
        return null;
      } catch (error) {
        if (isOutage(error)) throw new Error('The identity provider could not be reached.');
        const { code = 'UNKNOWN', message } = error as Error & { code?: string };
        onRefused({ code, message });
        return null;
      }
    },
  };
}

type Tokens = Awaited<ReturnType<typeof authorizationCodeGrant>>;

async function discover({
  issuer,
  clientId,
  clientSecretFile,
}: IdentityProviderConfig): Promise<Configuration> {
  const secret = (await readFile(clientSecretFile, 'utf8')).trim();
  const insecure = issuer.startsWith('http:') ? [allowInsecureRequests] : [];
  return discovery(new URL(issuer), clientId, undefined, ClientSecretBasic(secret), {
    timeout: TIMEOUT_SECONDS,
    [customFetch]: limitedFetch,
    execute: [...insecure, enableNonRepudiationChecks],
  });
}

/** Whether the provider could not be reached; Node's fetch reports a failed connection as a TypeError. */
const isOutage = (error: unknown): boolean =>
  (error instanceof TypeError && error.message === 'fetch failed') ||
  (error instanceof ClientError && error.code === 'OAUTH_TIMEOUT');
