import { hash, randomBytes } from 'node:crypto';
import type { RecipientClient } from '../../../examples/clients/recipient-client.js';
import { RecipientKey } from '../../../examples/clients/recipient-key.js';

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** What a token endpoint or the one for pushed requests answered. */
export interface OauthAnswer {
  readonly status: number;
  readonly body: any;
}

/** A recipient's software that writes its OAuth messages itself, so that each of them can be wrong. */
export class RawRedirect {
  readonly verifier = randomBytes(32).toString('base64url');
  /** For whom its assertions say that they are; the issuer is right. */
  audience: string | string[];

  /**
   * @param issuer as the platform names itself, whichever of its processes is asked
   * @param dpop key of the proofs
   */
  constructor(
    private readonly recipient: RecipientClient,
    readonly issuer: string,
    private readonly returnTo: string,
    private readonly dpop: RecipientKey,
  ) {
    this.audience = issuer;
  }

  /** Pushes a request. @param more parameters that replace the right ones; undefined leaves one out */
  async push(details: unknown, more: Record<string, string | undefined> = {}): Promise<OauthAnswer> {
    return this.send('/oauth/par', this.issuer, {
      client_id: this.recipient.identity.clientId,
      response_type: 'code',
      redirect_uri: this.returnTo,
      state: 'state',
      code_challenge: hash('sha256', this.verifier, 'base64url'),
      code_challenge_method: 'S256',
      authorization_details: JSON.stringify(details),
      ...more,
    });
  }

  /** The address to which the browser is sent. */
  address = (requestUri: string): URL => {
    const url = new URL('/oauth/authorize', this.issuer);
    url.searchParams.set('client_id', this.recipient.identity.clientId);
    url.searchParams.set('request_uri', requestUri);
    return url;
  };

  /** Asks a process for the token of a code. */
  token(code: string, process: string, more: Record<string, string> = {}): Promise<OauthAnswer> {
    return this.send('/oauth/token', process, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: this.returnTo,
      code_verifier: this.verifier,
      ...more,
    });
  }

  private async send(
    path: string,
    process: string,
    form: Record<string, string | undefined>,
  ): Promise<OauthAnswer> {
    const { identity, key } = this.recipient;
    const given = Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const answer = await fetch(process + path, {
      method: 'POST',
      headers: { dpop: await this.dpop.proof({ method: 'POST', uri: this.issuer + path }) },
      body: new URLSearchParams([
        ...given,
        ['client_assertion_type', ASSERTION],
        ['client_assertion', await key.assertion(identity.clientId, this.issuer, { aud: this.audience })],
      ]),
    });
    return { status: answer.status, body: await answer.json() };
  }
}
