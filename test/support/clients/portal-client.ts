import type { Person } from '../../../examples/clients/person-client.js';

type Method = 'SMS' | 'SCAN' | 'FACE';

const START = `mutation Start($input: StartAuthenticationInput!) {
  startAuthentication(input: $input) { id handoffUrl }
}`;

/** What a browser sends with every request of the portal's own pages. */
export const OWN_PAGE = { 'sec-fetch-site': 'same-origin', 'assent-portal': '1' };

/** A browser at the portal, as far as HTTP tells: it keeps cookies, and holds nothing else. */
export class PortalClient {
  readonly cookies = new Map<string, string>();
  /** `Set-Cookie` of the last answer. */
  setCookies: string[] = [];

  constructor(
    private readonly url: string,
    private readonly standInUrl: string,
  ) {}

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = OWN_PAGE,
  ): Promise<{ status: number; text: string; body: any }> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(this.url + path, {
      method,
      headers: { ...headers, cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    this.setCookies = answer.headers.getSetCookie();
    for (const line of this.setCookies) this.keep(line);
    const text = await answer.text();
    return { status: answer.status, text, body: text === '' ? null : JSON.parse(text) };
  }

  session = async () => (await this.send('GET', '/portal/session')).body;

  async run(query: string, variables: object = {}): Promise<any> {
    return (await this.send('POST', '/portal/graphql', { query, variables })).body;
  }

  /** Starts a sign-in and gets what the person answers it with. */
  async challenge(person: Person, method: Method): Promise<{ challengeId: string; response: string }> {
    const { certNo, mobile } = person;
    const { data } = await this.run(START, { input: { action: 'SIGN_IN', method, certNo } });
    const challengeId: string = data.startAuthentication.id;
    if (method === 'SMS') {
      const messages = (await (await fetch(`${this.standInUrl}/sms/${mobile}`)).json()) as {
        code?: string;
      }[];
      return { challengeId, response: messages.find(({ code }) => code)!.code! };
    }
    const { token, ticket } = await this.ask(method === 'SCAN' ? '/evoucher' : '/face', {
      certNo,
      challengeId,
    });
    return { challengeId, response: token ?? ticket! };
  }

  async signIn(person: Person, method: Method = 'SMS') {
    return this.send('POST', '/portal/session', await this.challenge(person, method));
  }

  async ask(path: string, body: object): Promise<{ token?: string; ticket?: string }> {
    const answer = await fetch(this.standInUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as { token?: string; ticket?: string };
  }

  private keep(line: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
    if (/max-age=0/i.test(line)) this.cookies.delete(name!);
    else this.cookies.set(name!, value!);
  }
}
