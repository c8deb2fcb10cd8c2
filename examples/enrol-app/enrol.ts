import * as client from 'openid-client';

/** What an insurer's app asks of whoever enrols: `authorization_details` of type assent_consent. */
export interface Enrolment {
  readonly purpose: string;
  readonly notice: string;
  readonly [term: string]: unknown;
}

/** A person who was sent over, until they come back. */
export interface Sent {
  readonly url: URL;
  readonly verifier: string;
  readonly state: string;
}

/** The server of an insurer's app, with openid-client and nothing else of its own. */
export class EnrolApp {
  private constructor(
    private readonly config: client.Configuration,
    private readonly dpop: client.DPoPHandle,
    private readonly returnTo: string,
  ) {}

  /** @param platform address of the platform, by which everything else is discovered */
  static async start(
    platform: string,
    clientId: string,
    key: client.CryptoKey,
    returnTo: string,
  ): Promise<EnrolApp> {
    const loopback = new URL(platform).protocol === 'http:' ? [client.allowInsecureRequests] : [];
    const auth = client.PrivateKeyJwt(key);
    const config = await client.discovery(new URL(platform), clientId, undefined, auth, {
      execute: loopback,
    });
    const dpop = client.getDPoPHandle(config, await client.randomDPoPKeyPair('Ed25519'));
    return new EnrolApp(config, dpop, returnTo);
  }

  /** Tells the platform what is asked (RFC 9126, 9396). @returns where to send the person */
  async send(enrolment: Enrolment, more: Record<string, string> = {}): Promise<Sent> {
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const parameters = {
      redirect_uri: this.returnTo,
      state,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      authorization_details: JSON.stringify([{ type: 'assent_consent', ...enrolment }]),
      ...more,
    };
    const url = await client.buildAuthorizationUrlWithPAR(this.config, parameters, { DPoP: this.dpop });
    return { url, verifier, state };
  }

  /** The person is back. @returns a token for the grant, and what was given @throws access_denied if nothing was */
  async receive(back: URL, { verifier, state }: Sent): Promise<client.TokenEndpointResponse> {
    const checks = { pkceCodeVerifier: verifier, expectedState: state };
    return client.authorizationCodeGrant(this.config, back, checks, undefined, { DPoP: this.dpop });
  }

  /** Uses the grant with the token that came with it. */
  async query(token: string, query: string, variables: object): Promise<unknown> {
    const url = new URL('/graphql', this.config.serverMetadata().issuer);
    const headers = new Headers({ 'content-type': 'application/json' });
    const body = JSON.stringify({ query, variables });
    const options = { DPoP: this.dpop };
    return (
      await client.fetchProtectedResource(this.config, token, url, 'POST', body, headers, options)
    ).json();
  }
}
