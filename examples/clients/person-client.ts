import { type Answer, GraphqlClient } from './graphql-client.js';

export interface Person {
  readonly certNo: string;
  readonly name: string;
  readonly mobile: string;
  readonly tags: readonly string[];
  readonly providerCode: string | null;
  /** Only in people.json: the number on the national platform, and those of a guardian’s children. */
  readonly psnNo?: string;
  readonly wards?: readonly string[];
}

type Method = 'SMS' | 'SCAN' | 'FACE';

const START = `mutation Start($input: StartAuthenticationInput!) {
  startAuthentication(input: $input) { id method expiresAt hint }
}`;

const COMPLETE = `mutation Complete($input: CompleteAuthenticationInput!) {
  completeAuthentication(input: $input) { id strength expiresAt accessToken }
}`;

const APPROVE = `mutation Approve($input: ApproveConsentRequestInput!) {
  approveConsentRequest(input: $input) {
    id status mode maxUses used usesRemaining validUntil recordsFrom recordsTo items { item { code } delivery }
  }
}`;

/** A person with a phone, who reads SMS, shows the e-voucher and is recognised by face at the stand-in city. */
export class PersonClient extends GraphqlClient {
  private token: string | null = null;
  /** The cookie by which the platform knows this device again. It signs nobody in. */
  private deviceCookie: string | null = null;
  private userAgent: string | null = null;

  constructor(
    baseUrl: string,
    private readonly standInUrl: string,
    readonly person: Person,
  ) {
    super(
      baseUrl,
      async (): Promise<Record<string, string>> => ({
        ...(this.token !== null && { authorization: `Bearer ${this.token}` }),
        ...(this.deviceCookie !== null && { cookie: this.deviceCookie }),
        ...(this.userAgent !== null && { 'user-agent': this.userAgent }),
      }),
    );
  }

  override async send(query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    const answer = await super.send(query, variables);
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
    if (cookie) this.deviceCookie = cookie;
    return answer;
  }

  /** Signs in on the same device as somebody else. */
  shareDeviceOf(other: PersonClient): this {
    this.deviceCookie = other.deviceCookie;
    return this;
  }

  /** The program and system that this client says it is. */
  named(userAgent: string): this {
    this.userAgent = userAgent;
    return this;
  }

  /** The same session at another process of the platform. */
  at(url: string): GraphqlClient {
    return new GraphqlClient(url, async () => ({ authorization: `Bearer ${this.token}` }));
  }

  async signIn(method: Method = 'SMS'): Promise<this> {
    const { accessToken } = await this.authenticate(method, {
      action: 'SIGN_IN',
      certNo: this.person.certNo,
    });
    this.token = accessToken;
    return this;
  }

  /** A proof for one action on one target. */
  async prove(method: Method, action: 'APPROVE' | 'REVOKE' | 'VIEW', target: string): Promise<string> {
    return (await this.authenticate(method, { action, target })).id;
  }

  /** A fresh proof for an action that a session alone is not enough for. */
  async fresh(
    action: 'EXPORT' | 'ADD_PASSKEY' | 'ARRANGE' | 'VIEW',
    method: Method = 'FACE',
  ): Promise<string> {
    return (await this.authenticate(method, { action })).id;
  }

  async authenticate(method: Method, input: Record<string, unknown>): Promise<any> {
    const { startAuthentication: challenge } = await this.run(START, { input: { method, ...input } });
    const response = await this.respond(method, challenge.id);
    return (await this.run(COMPLETE, { input: { challengeId: challenge.id, response } }))
      .completeAuthentication;
  }

  /** The person's response to a challenge: the code, the scanned token or the face ticket. */
  async respond(method: Method, challengeId: string): Promise<string> {
    const { certNo, mobile } = this.person;
    if (method === 'SMS') {
      // Notices have no code.
      const code = (await this.messages()).find((message) => message.code)?.code;
      if (!code) throw new Error(`No code has come to ${mobile}.`);
      return code;
    }
    if (method === 'SCAN') return (await this.ask('/evoucher', { certNo, challengeId })).token;
    return (await this.ask('/face', { certNo, challengeId })).ticket;
  }

  /** The SMS that the person has received, newest first. */
  async messages(): Promise<{ text: string; code: string }[]> {
    return (await (await fetch(`${this.standInUrl}/sms/${this.person.mobile}`)).json()) as never;
  }

  /** Approves a request with a new proof; `narrowed` holds the terms that the person narrows. */
  async approve(requestId: string, method: Method, narrowed: Record<string, unknown> = {}): Promise<any> {
    const authentication = await this.prove(method, 'APPROVE', requestId);
    const input = { id: requestId, authentication, sensitiveConfirmed: true, ...narrowed };
    return (await this.run(APPROVE, { input })).approveConsentRequest;
  }

  async revoke(grantId: string): Promise<any> {
    const query = 'mutation Revoke($id: ID!) { revokeGrant(id: $id) { id status revokedAt } }';
    return (await this.run(query, { id: grantId })).revokeGrant;
  }

  private async ask(path: string, body: unknown): Promise<any> {
    const response = await fetch(this.standInUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.json();
  }
}
