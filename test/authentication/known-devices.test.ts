import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AUTHENTICATION_LIMITS } from '../../consent/authentication/authentication-limits.js';
import type { AuthenticationService } from '../../consent/authentication/authentication-service.js';
import { newDeviceCookie } from '../../consent/authentication/device.js';
import { Sessions } from '../../consent/authentication/session.js';
import type { Answer } from '../../examples/clients/graphql-client.js';
import { PersonClient } from '../../examples/clients/person-client.js';
import { ClientAt } from '../support/clients/client-at.js';
import { by, City, type Resident, refusalOf, wrong } from '../support/platform/authentication-city.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const DAY = 86_400;
const STRANGERS = Array.from({ length: 5 }, (_, n) => `192.0.2.${n + 1}`);
const HOME = '198.51.100.7';

let city: City;
beforeAll(async () => {
  city = await City.create();
});
afterAll(() => city.close());

/** A device on which this person has signed in. */
async function deviceOf(resident: Resident): Promise<string> {
  const { id } = await city.authentications.start(by(null, HOME), {
    method: 'FACE',
    action: 'SIGN_IN',
    certNo: resident.certNo,
  });
  const response = await city.faceTicket(resident.certNo, id);
  const {
    id: authenticationId,
    personId,
    strength,
  } = await city.authentications.complete(by(null, HOME), {
    challengeId: id,
    response,
  });
  const client = { cookie: null, userAgent: '', address: HOME };
  const sessions = new Sessions(city.executor, city.seals, city.blindIndex);
  return (await sessions.begin({ personId, strength, authenticationId }, client)).deviceCookie;
}

const start = (
  { certNo }: Pick<Resident, 'certNo'>,
  address: string,
  cookie: string | null = null,
  platform: AuthenticationService = city.authentications,
) => platform.start(by(null, address, cookie), { method: 'SMS', action: 'SIGN_IN', certNo });

async function signIn(resident: Resident, address: string, cookie: string | null = null): Promise<string> {
  const { id } = await start(resident, address, cookie);
  const response = await city.code(resident.mobile);
  return (await city.authentications.complete(by(null, address, cookie), { challengeId: id, response }))
    .personId;
}

/** Asks for codes until every one of these addresses is refused. @returns the codes that were sent, by address */
async function exhaustCodes(of: Pick<Resident, 'certNo'>, addresses: readonly string[]): Promise<number[]> {
  const sent: number[] = [];
  for (const address of addresses) {
    let count = 0;
    while (
      await start(of, address).then(
        () => true,
        () => false,
      )
    )
      count += 1;
    sent.push(count);
  }
  return sent;
}

/** Enters wrong codes until every one of these addresses is refused. */
async function exhaustTries(of: Resident, addresses: readonly string[]): Promise<number> {
  let judged = 0;
  for (const address of addresses)
    for (let refused = false; !refused; ) {
      const challenge = await start(of, address).catch(() => null);
      if (!challenge) break;
      for (let n = 0; n < 5 && !refused; n += 1) {
        const { code } = await refusalOf(
          city.authentications.complete(by(null, address), { challengeId: challenge.id, response: 'nocode' }),
        );
        if (code === 'AUTHENTICATION_FAILED') judged += 1;
        else refused = true;
      }
    }
  return judged;
}

describe('a stranger who knows somebody’s ID number', () => {
  it('and asks for codes from one address leaves some to every other address', async () => {
    const resident = await city.resident();
    const [most] = await exhaustCodes(resident, STRANGERS.slice(0, 1));
    expect(most).toBe(AUTHENTICATION_LIMITS.codes.part[0]!.most);
    expect(await signIn(resident, HOME)).toBe(resident.personId);
  });

  it('and enters wrong codes at one address leaves some tries to every other address', async () => {
    const resident = await city.resident();
    expect(await exhaustTries(resident, STRANGERS.slice(0, 1))).toBe(
      AUTHENTICATION_LIMITS.tries.part[0]!.most,
    );
    expect(await signIn(resident, HOME)).toBe(resident.personId);
  });

  it('can’t use up, from however many addresses, what a device of the person has', async () => {
    const resident = await city.resident();
    const cookie = await deviceOf(resident);
    await exhaustCodes(resident, STRANGERS);
    expect((await refusalOf(start(resident, HOME))).code).toBe('RATE_LIMITED');
    expect(await signIn(resident, HOME, cookie)).toBe(resident.personId);
    // At an address that has used up its part, too: it may be one that many people share.
    expect(await signIn(resident, STRANGERS[0]!, cookie)).toBe(resident.personId);
  });

  it('can’t use up the tries of a device of the person', async () => {
    const resident = await city.resident();
    const cookie = await deviceOf(resident);
    expect(await exhaustTries(resident, STRANGERS)).toBe(AUTHENTICATION_LIMITS.tries.signIn[0]!.most);
    expect(await signIn(resident, HOME, cookie)).toBe(resident.personId);
  });

  it('gains nothing by a device of their own, or by a value that looks like one', async () => {
    const [resident, stranger] = [await city.resident(), await city.resident()];
    const theirs = await deviceOf(stranger);
    await exhaustCodes(resident, STRANGERS);
    for (const cookie of [theirs, newDeviceCookie(), '', 'x'.repeat(43)])
      expect((await refusalOf(start(resident, HOME, cookie))).code).toBe('RATE_LIMITED');
  });

  it('hears the same for a number that nobody has', async () => {
    const [resident, nobody] = [await city.resident(), { certNo: city.newCertNo() }];
    await deviceOf(resident);
    const heard = async (of: Pick<Resident, 'certNo'>) => {
      const sent = await exhaustCodes(of, STRANGERS);
      const refusals = [];
      for (const address of [...STRANGERS, HOME]) {
        const { code, message, detail } = await refusalOf(start(of, address, newDeviceCookie()));
        refusals.push({ code, message, wait: Math.round((detail.retryAfterSeconds as number) / 100) });
      }
      return { sent, refusals };
    };
    expect(await heard(nobody)).toEqual(await heard(resident));
  });

  it('makes no more than a part of a day’s messages reach a mobile that two people share', async () => {
    const parent = await city.resident();
    const child = await city.resident({ mobile: parent.mobile });
    for (const each of [parent, child]) await exhaustCodes(each, STRANGERS.slice(0, 1));
    expect(await city.messages(parent.mobile)).toHaveLength(AUTHENTICATION_LIMITS.codes.part[0]!.most);
    expect(await signIn(child, HOME)).toBe(child.personId);
  });
});

describe('a device of the person', () => {
  it('can try ten wrong codes a day, and another device of theirs as many', async () => {
    const resident = await city.resident();
    const [one, other] = [await deviceOf(resident), await deviceOf(resident)];
    const { most } = AUTHENTICATION_LIMITS.tries.own[0]!;
    let judged = 0;
    for (;;) {
      const challenge = await start(resident, HOME, one).catch(() => null);
      if (!challenge) break;
      const response = wrong(await city.code(resident.mobile));
      await refusalOf(
        city.authentications.complete(by(null, HOME, one), { challengeId: challenge.id, response }),
      );
      judged += 1;
    }
    expect(judged).toBe(most);
    expect(await signIn(resident, HOME, other)).toBe(resident.personId);
  });
});

describe('the codes for the whole city', () => {
  it('are bounded for strangers, known or not, and sent to the devices of people', async () => {
    const resident = await city.resident();
    const cookie = await deviceOf(resident);
    const { codes } = AUTHENTICATION_LIMITS;
    const most = 3;
    const platform = city.platform(city.standIn.url, {
      ...AUTHENTICATION_LIMITS,
      codes: { ...codes, city: { most, seconds: 3_600 } },
    });
    let taken = 0;
    const ask = () => start({ certNo: city.newCertNo() }, `203.0.113.${taken}`, null, platform);
    while (
      await ask().then(
        () => true,
        () => false,
      )
    )
      taken += 1;
    // What other tests have taken in this hour counts too.
    expect(taken).toBeLessThanOrEqual(most);
    for (const of of [resident, { certNo: city.newCertNo() }]) {
      const { code, detail } = await refusalOf(start(of, HOME, null, platform));
      expect(code).toBe('RATE_LIMITED');
      expect(detail.retryAfterSeconds).toBeLessThanOrEqual(3_600);
    }
    await start(resident, HOME, cookie, platform);
    await city.database.advance(3_600);
    await start(await city.resident(), HOME, null, platform);
    await city.database.advance(2 * DAY);
    await city.authentications.forgetExpired();
    expect(await city.database.sql('SELECT FROM assent.budget')).toEqual([]);
  });
});

describe('over HTTP', () => {
  const START = 'mutation ($input: StartAuthenticationInput!) { startAuthentication(input: $input) { id } }';
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());

  it('a person signs in by SMS on their own device though strangers have used up everything else', async () => {
    const me = await platform.person(platform.someone()).signIn('SMS');
    const input = { method: 'SMS', action: 'SIGN_IN', certNo: me.person.certNo };
    for (const address of ['127.0.3.1', '127.0.3.2', '127.0.3.3', '127.0.3.4']) {
      const stranger = new ClientAt(address);
      const ask = (): Promise<Answer> => stranger.send(platform.url, START, { input });
      while ((await ask()).errors.length === 0);
      stranger.close();
    }
    const elsewhere = new PersonClient(platform.url, platform.standInUrl, me.person);
    await expect(elsewhere.signIn('SMS')).rejects.toThrow(/RATE_LIMITED/);
    await elsewhere.signIn('SCAN');
    await me.signIn('SMS');
  });
});
