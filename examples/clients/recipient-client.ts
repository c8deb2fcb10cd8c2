import { hash } from 'node:crypto';
import { type Answer, GraphqlClient, post } from './graphql-client.js';
import { RecipientKey } from './recipient-key.js';

/** How the platform knows a recipient. */
export interface RecipientIdentity {
  readonly code: string;
  readonly name: string;
  readonly kind: 'COMMERCIAL_INSURER' | 'COMMERCIAL_BANK';
  readonly clientId: string;
}

/** The client of a recipient. It authenticates by private_key_jwt and sends a DPoP proof with every request. */
export class RecipientClient extends GraphqlClient {
  private token: { value: string; until: number } | null = null;

  constructor(
    baseUrl: string,
    readonly identity: RecipientIdentity,
    readonly key: RecipientKey,
  ) {
    super(baseUrl, () => this.headers());
  }

  /** The headers of one request; a DPoP proof is accepted once. */
  async headers(): Promise<Record<string, string>> {
    const token = await this.accessToken();
    const dpop = await this.key.proof({ method: 'POST', uri: `${this.baseUrl}/graphql`, token });
    return { authorization: `DPoP ${token}`, dpop };
  }

  async accessToken(): Promise<string> {
    if (this.token === null || this.token.until < Date.now()) {
      const { status, body } = await this.requestToken();
      if (status !== 200) throw new Error(`No token: ${status} ${JSON.stringify(body)}`);
      this.token = { value: body.access_token, until: Date.now() + (body.expires_in - 30) * 1000 };
    }
    return this.token.value;
  }

  async requestToken(): Promise<{ status: number; body: any }> {
    const uri = `${this.baseUrl}/oauth/token`;
    const response = await fetch(uri, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        dpop: await this.key.proof({ method: 'POST', uri }),
      },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await this.key.assertion(this.identity.clientId, this.baseUrl),
      }),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Redeems a grant once; `selection` is the selection set of `redeemGrant`. */
  redeem(
    grantId: string,
    idempotencyKey: string,
    selection: string,
    variables: Record<string, unknown> = {},
  ): Promise<Answer> {
    const declared = Object.keys(variables).map(
      (name) => `$${name}: ${typeof variables[name] === 'boolean' ? 'Boolean!' : 'String!'}`,
    );
    const query = `mutation Redeem(${['$input: RedeemGrantInput!', ...declared].join(', ')}) { redeemGrant(input: $input) { ${selection} } }`;
    return this.send(query, { input: { grantId, idempotencyKey }, ...variables });
  }

  /** Runs a document that the agreement names, by its id (docs/registered-operations.md). */
  async runRegistered(document: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    return this.sendRaw(JSON.stringify({ documentId: hash('sha256', document), variables }));
  }

  /** Sends raw text as the body. */
  async sendRaw(body: string): Promise<Answer> {
    return post(this.url, body, await this.headers());
  }
}
