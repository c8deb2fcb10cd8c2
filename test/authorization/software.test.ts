import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CompactSign } from 'jose';
import type { MemberClient } from '../../examples/clients/member-client.js';
import { RecipientClient } from '../../examples/clients/recipient-client.js';
import { RecipientKey } from '../../examples/clients/recipient-key.js';
import { returnAddress } from '../../examples/demo/agreements.js';
import { ELIGIBILITY } from '../support/clients/consent.js';
import { RawRedirect } from '../support/clients/raw-redirect.js';
import { RedirectedPerson } from '../support/clients/redirected-person.js';
import { applyFile } from '../support/people/agreements.js';
import { enrolled } from '../support/people/members.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const RETURN_TO = 'https://app.insurer.example/cb';
const DETAIL = { type: 'assent_consent', ...ELIGIBILITY };
const SOFTWARE =
  'mutation ($input: RegisterSoftwareInput!) { registerSoftware(input: $input) { id clientId } }';
const CHALLENGE = 'mutation ($software: ID!) { keyChallenge(software: $software) }';
const REGISTER = 'mutation ($input: RegisterKeyInput!) { registerKey(input: $input) { kid } }';
const CONFIRM = 'mutation ($software: ID!, $kid: ID!) { confirmKey(software: $software, kid: $kid) { kid } }';
const RETIRE = 'mutation ($id: ID!) { retireSoftware(id: $id) { retiredAt } }';

let platform: Platform;
let owner: MemberClient;
let developer: MemberClient;
beforeAll(async () => {
  platform = await startPlatform();
  owner = await enrolled(platform, ['OWNER']);
  developer = await enrolled(platform, ['DEVELOPER']);
  const hosts = [new URL(RETURN_TO).hostname];
  await applyFile(platform, platform.insurer, { recipient: { hosts } });
});
afterAll(() => platform.stop());

describe('software that a member registered', () => {
  it('sends people over and gets them back at its own address alone, until it is retired', async () => {
    const input = { name: '投保应用', redirectUris: [RETURN_TO] };
    const { id, clientId } = (await developer.run(SOFTWARE, { input })).registerSoftware;
    const key = await RecipientKey.create();
    const { keyChallenge } = await developer.run(CHALLENGE, { software: id });
    const proof = await new CompactSign(Buffer.from(keyChallenge))
      .setProtectedHeader({ alg: key.algorithm })
      .sign(key.privateKey);
    const jwk = JSON.stringify(key.registeredJwk);
    await developer.run(REGISTER, { input: { software: id, jwk, proof } });
    await owner.run(CONFIRM, { software: id, kid: key.thumbprint });

    const client = new RecipientClient(platform.url, { ...platform.insurer.identity, clientId }, key);
    const raw = new RawRedirect(client, platform.url, RETURN_TO, await RecipientKey.create());
    const { status, body } = await raw.push([DETAIL]);
    expect([status, body.error]).toEqual([201, undefined]);
    const browser = new RedirectedPerson(platform);
    await browser.arrive(raw.address(body.request_uri));
    const back = await browser.agree(platform.someone());
    expect(back.origin + back.pathname).toBe(RETURN_TO);
    expect((await raw.token(back.searchParams.get('code')!, platform.url)).body).toHaveProperty('grant_id');

    const elsewhere = await raw.push([DETAIL], { redirect_uri: returnAddress(platform.insurer.identity) });
    expect([elsewhere.status, elsewhere.body.error]).toEqual([400, 'invalid_request']);
    await developer.run(RETIRE, { id });
    expect((await raw.push([DETAIL])).body.error).toBe('invalid_client');
  });
});
