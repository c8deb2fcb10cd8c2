import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { purposeOf } from '../../consent/purposes/registry.js';
import { returnAddress } from '../../examples/demo/agreements.js';
import { EnrolApp } from '../../examples/enrol-app/enrol.js';
import { newGrant } from '../support/clients/consent.js';
import { RedirectedPerson } from '../support/clients/redirected-person.js';
import { madeFamily } from '../support/people/family.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const ENROLMENT = {
  purpose: 'QUICK_UNDERWRITING',
  mode: 'ONE_TIME',
  validForDays: 3,
  notice: '为您快速投保，需要核对您的参保信息。',
};
const REDEEM = `mutation ($input: RedeemGrantInput!) { redeemGrant(input: $input) { id person { enrolments { nodes { insuredStatus } } } } }`;

let platform: Platform;
let app: EnrolApp;
beforeAll(async () => {
  platform = await startPlatform();
  const { identity, key } = platform.insurer;
  app = await EnrolApp.start(
    platform.url,
    identity.clientId,
    key.privateKey as never,
    returnAddress(identity),
  );
});
afterAll(() => platform.stop());

describe('somebody who comes from an insurer’s app', () => {
  it('reads what is asked before signing in, agrees, and goes back with a code for a token that opens the grant', async () => {
    const person = platform.someone();
    const browser = new RedirectedPerson(platform);
    const sent = await app.send(ENROLMENT);
    const page = await browser.arrive(sent.url);
    expect(page.pathname).toMatch(/^\/consent\/[\w-]+$/);
    expect(await browser.interaction()).toMatchObject({
      recipient: { code: platform.insurer.identity.code },
      returnHost: 'anxin-life.example',
      purpose: { code: 'QUICK_UNDERWRITING' },
      notice: ENROLMENT.notice,
      request: null,
      subjects: [],
    });
    const back = await browser.agree(person);
    expect(back.origin + back.pathname).toBe(returnAddress(platform.insurer.identity));
    expect(back.searchParams.get('iss')).toBe(platform.url);
    const answer = await app.receive(back, sent);
    expect(answer).toMatchObject({
      grant_id: expect.any(String),
      authorization_details: [{ type: 'assent_consent', purpose: 'QUICK_UNDERWRITING', mode: 'ONE_TIME' }],
    });
    expect(answer.refresh_token).toBeUndefined();
    expect(answer.id_token).toBeUndefined();
    const grantId = answer.grant_id as string;
    const claims = decodeJwt(answer.access_token);
    expect(claims.authorization_details).toEqual(answer.authorization_details);
    const input = { grantId, idempotencyKey: 'first' };
    expect(await app.query(answer.access_token, REDEEM, { input })).toMatchObject({
      data: { redeemGrant: { person: { enrolments: { nodes: expect.any(Array) } } } },
    });
  });

  it('is told apart by nothing: the subject of the token is the request, and another one each time', async () => {
    const person = platform.someone();
    const subjects: unknown[] = [];
    for (const reference of ['A-1', 'A-2']) {
      const browser = new RedirectedPerson(platform);
      const sent = await app.send({ ...ENROLMENT, reference });
      await browser.arrive(sent.url);
      const { access_token } = await app.receive(await browser.agree(person), sent);
      subjects.push(decodeJwt(access_token).sub);
    }
    expect(new Set(subjects).size).toBe(2);
  });

  it('narrows what is given, and the app is told what was given and not what it asked for', async () => {
    const browser = new RedirectedPerson(platform);
    const { required, optional } = purposeOf('QUICK_UNDERWRITING');
    const sent = await app.send({ ...ENROLMENT, items: [...required, ...optional] });
    await browser.arrive(sent.url);
    expect((await browser.interaction()).items).toHaveLength(required.length + optional.length);
    const kept = required.map(({ item }) => item);
    const answer = await app.receive(await browser.agree(platform.someone(), { items: kept }), sent);
    const [detail] = answer.authorization_details as unknown as [{ items: { item: string }[] }];
    expect(detail.items.map(({ item }) => item).sort()).toEqual([...kept].sort());
  });

  it('says no, and the app gets access_denied; R-05 keeps nobody from coming again by themselves', async () => {
    const person = platform.someone();
    for (let times = 0; times < 2; times += 1) {
      const browser = new RedirectedPerson(platform);
      const sent = await app.send(ENROLMENT);
      await browser.arrive(sent.url);
      await browser.signIn(person);
      await browser.bind();
      const { request } = await browser.interaction();
      await browser.deny(request.id);
      const back = await browser.leave();
      expect(back.searchParams.get('error')).toBe('access_denied');
      await expect(app.receive(back, sent)).rejects.toMatchObject({ error: 'access_denied' });
    }
  });

  it('leaves without an answer, and finds the request in their list for seven days', async () => {
    const person = platform.someone();
    const browser = new RedirectedPerson(platform);
    const sent = await app.send(ENROLMENT);
    await browser.arrive(sent.url);
    await browser.signIn(person);
    await browser.bind();
    const back = await browser.leave();
    expect(back.searchParams.get('error')).toBe('access_denied');
    const me = await platform.person(person).signIn('SMS');
    const LIST = '{ me { consentRequests { nodes { channel status createdAt expiresAt } } } }';
    const [request] = (await me.run(LIST)).me.consentRequests.nodes;
    expect(request).toMatchObject({ channel: 'REDIRECT', status: 'PENDING' });
    expect(Date.parse(request.expiresAt) - Date.parse(request.createdAt)).toBe(7 * 86_400_000);
  });

  it('decides for a child of theirs, whom the page calls by a label', async () => {
    const family = await madeFamily(platform, 9);
    const browser = new RedirectedPerson(platform);
    const sent = await app.send(ENROLMENT);
    await browser.arrive(sent.url);
    await browser.signIn(family.guardian);
    const { subjects } = await browser.interaction();
    const child = subjects.find(({ self }: { self: boolean }) => !self);
    expect(child).toMatchObject({ relation: expect.any(String), label: expect.stringContaining('*') });
    await browser.bind(child.id);
    const { request } = await browser.interaction();
    await browser.approve(family.guardian, request.id);
    const answer = await app.receive(await browser.leave(), sent);
    const GIVEN = 'query ($id: ID!) { grant(id: $id) { givenAs channel } }';
    const guardian = await platform.person(family.guardian).signIn('FACE');
    expect((await guardian.run(GIVEN, { id: answer.grant_id as string })).grant).toEqual({
      givenAs: 'GUARDIAN',
      channel: 'REDIRECT',
    });
  });

  it('reaches the page three times a day for one recipient, and is told so the fourth time', async () => {
    const person = platform.someone();
    for (let times = 1; times <= 4; times += 1) {
      const browser = new RedirectedPerson(platform);
      await browser.arrive((await app.send(ENROLMENT)).url);
      await browser.signIn(person);
      const { errors } = await browser.bind();
      expect(errors?.[0].extensions.code).toBe(times < 4 ? undefined : 'RATE_LIMITED');
    }
  });
});

describe('a redirect', () => {
  const arrived = async (enrolment: object = ENROLMENT) => {
    const browser = new RedirectedPerson(platform);
    const sent = await app.send({ ...ENROLMENT, ...enrolment });
    await browser.arrive(sent.url);
    return { browser, sent };
  };

  it('is nothing to another browser that knows its address', async () => {
    const { browser } = await arrived();
    const other = new RedirectedPerson(platform);
    other.uid = browser.uid;
    await other.signIn(platform.someone());
    expect(await other.interaction()).toBeNull();
    expect((await other.finish()).errors[0].extensions.code).toBe('NOT_FOUND');
    // Nor with the cookie of another redirect under its name.
    const { browser: third } = await arrived();
    const [name, value] = [...third.browser.cookies].find(([key]) => key.endsWith(third.uid))!;
    other.browser.cookies.set(name.replace(third.uid, browser.uid), value);
    expect(await other.interaction()).toBeNull();
  });

  it('belongs to whoever was first: another person in the same browser neither sees nor ends it', async () => {
    const [first, second] = [platform.someone(), platform.someone()];
    const { browser, sent } = await arrived();
    await browser.signIn(first);
    await browser.bind();
    const { request } = await browser.interaction();
    await browser.signIn(second);
    expect((await browser.interaction()).request).toBeNull();
    const mine = (await browser.interaction()).subjects[0].id;
    expect((await browser.bind(mine)).errors[0].extensions.code).toBe('FORBIDDEN');
    expect((await browser.finish()).errors[0].extensions.code).toBe('NOT_FOUND');
    expect((await browser.deny(request.id)).errors[0].extensions.code).toBe('NOT_FOUND');
    await browser.signIn(first);
    await browser.approve(first, request.id);
    expect(await app.receive(await browser.leave(), sent)).toHaveProperty('grant_id');
  });

  it('ends with a grant that is revoked before the code is used: the token names it, and it opens nothing', async () => {
    const person = platform.someone();
    const { browser, sent } = await arrived();
    const back = await browser.agree(person);
    const me = await platform.person(person).signIn('FACE');
    const [grant] = (await me.run('{ me { grants { nodes { id } } } }')).me.grants.nodes;
    await me.revoke(grant.id);
    const answer = await app.receive(back, sent);
    expect(answer.grant_id).toBe(grant.id);
    const input = { grantId: grant.id, idempotencyKey: 'late' };
    expect(await app.query(answer.access_token, REDEEM, { input })).toMatchObject({
      errors: [{ extensions: { code: 'GRANT_REVOKED' } }],
    });
  });

  it('loses nothing with its code: the grant stands, and the recipient finds it', async () => {
    const { browser } = await arrived({ reference: 'LOST-1' });
    await browser.agree(platform.someone());
    const LIST = '{ recipient { grants(reference: "LOST-1") { nodes { status channel } } } }';
    expect((await platform.insurer.run(LIST)).recipient.grants.nodes).toEqual([
      { status: 'ACTIVE', channel: 'REDIRECT' },
    ]);
  });

  it('gives a token for one grant: with it nothing else of the recipient can be read or done', async () => {
    const { browser, sent } = await arrived();
    const answer = await app.receive(await browser.agree(platform.someone()), sent);
    const other = await newGrant(platform);
    const token = answer.access_token;
    const refused = async (query: string, variables: object = {}) =>
      expect(await app.query(token, query, variables)).toMatchObject({
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      });
    await refused(REDEEM, { input: { grantId: other.grant.id, idempotencyKey: 'other' } });
    await refused('{ recipient { grants { nodes { id } } } }');
    await refused('query ($id: ID!) { grant(id: $id) { id } }', { id: answer.grant_id });
    await refused('query ($id: ID!) { consentRequest(id: $id) { id } }', { id: other.request.id });
    await refused('mutation ($id: ID!) { cancelConsentRequest(id: $id) { id } }', { id: other.request.id });
    const input = { grantId: answer.grant_id, idempotencyKey: 'way round' };
    const WAY_ROUND = `mutation ($input: RedeemGrantInput!) { redeemGrant(input: $input) {
      person { enrolments { nodes { insuredStatus } } } grant { recipient { grants { nodes { id } } } } } }`;
    await refused(WAY_ROUND, { input });
  });

  it('takes no way around the decision', async () => {
    for (const more of [
      { prompt: 'none' },
      { max_age: '0' },
      { scope: 'openid' },
      { grant_management_action: 'merge', grant_id: 'x' },
      { grant_management_action: 'replace' },
    ])
      await expect(app.send(ENROLMENT, more as never)).rejects.toHaveProperty('error');
  });
});
