import type { Person } from '../../../examples/clients/person-client.js';
import type { Platform } from '../platform/platform.js';
import { PortalClient } from './portal-client.js';

const INTERACTION = `query ($uid: ID!) { interaction(uid: $uid) {
  recipient { code } returnHost purpose { code } items { item { code } delivery required } notice
  request { id status channel } subjects { id self relation label } expiresAt } }`;
const BIND = `mutation ($uid: ID!, $subject: ID!) { bindInteraction(uid: $uid, subject: $subject) { request { id status } } }`;
const APPROVE = `mutation ($input: ApproveConsentRequestInput!) { approveConsentRequest(input: $input) { id status } }`;
const DENY = 'mutation ($id: ID!) { denyConsentRequest(id: $id) { status } }';
const FINISH = 'mutation ($uid: ID!) { finishInteraction(uid: $uid) { location } }';
const START = 'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { id } }';
const COMPLETE =
  'mutation ($input: CompleteAuthenticationInput!) { completeAuthentication(input: $input) { id } }';

/** Somebody who was sent to the platform by an app, in a browser of their own. */
export class RedirectedPerson {
  readonly browser: PortalClient;
  uid = '';

  constructor(platform: Platform) {
    this.browser = new PortalClient(platform.url, platform.standInUrl);
  }

  /** Opens the address to which the app sent the browser. @returns where it was led */
  async arrive(url: URL): Promise<URL> {
    const location = await this.visit(url);
    if (location === null) throw new Error('It was led nowhere.');
    this.uid = location.pathname.split('/').at(-1)!;
    return location;
  }

  /** One navigation. @returns where it redirects to */
  async visit(url: URL | string): Promise<URL | null> {
    const cookie = [...this.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === '') this.browser.cookies.delete(name!);
      else this.browser.cookies.set(name!, value!);
    }
    const location = answer.headers.get('location');
    return location === null ? null : new URL(location, url);
  }

  interaction = async (uid = this.uid) => (await this.browser.run(INTERACTION, { uid })).data.interaction;

  signIn = (person: Person, method: 'SMS' | 'SCAN' | 'FACE' = 'FACE') => this.browser.signIn(person, method);

  /** @param subject of `interaction.subjects`; oneself without */
  async bind(subject?: string): Promise<any> {
    const { subjects } = await this.interaction();
    const chosen = subject ?? subjects.find(({ self }: { self: boolean }) => self).id;
    return this.browser.run(BIND, { uid: this.uid, subject: chosen });
  }

  /** Gives the request after a proof by FACE. */
  async approve(person: Person, id: string, narrowing: object = {}): Promise<any> {
    const started = await this.browser.run(START, {
      input: { action: 'APPROVE', method: 'FACE', target: id },
    });
    const challengeId = started.data.startAuthentication.id;
    const { ticket } = await this.browser.ask('/face', { certNo: person.certNo, challengeId });
    const done = await this.browser.run(COMPLETE, { input: { challengeId, response: ticket } });
    const authentication = done.data.completeAuthentication.id;
    return this.browser.run(APPROVE, {
      input: { id, authentication, sensitiveConfirmed: true, ...narrowing },
    });
  }

  deny = (id: string) => this.browser.run(DENY, { id });

  finish = (uid = this.uid) => this.browser.run(FINISH, { uid });

  /** Leaves the platform. @returns the address of the app at which the browser arrives */
  async leave(): Promise<URL> {
    const { data } = await this.finish();
    const back = await this.visit(data.finishInteraction.location);
    if (back === null) throw new Error('It was led nowhere.');
    return back;
  }

  /** Signs in, decides for themselves, agrees to all of it and goes back. */
  async agree(person: Person, narrowing: object = {}): Promise<URL> {
    await this.signIn(person);
    await this.bind();
    const { request } = await this.interaction();
    await this.approve(person, request.id, narrowing);
    return this.leave();
  }
}
