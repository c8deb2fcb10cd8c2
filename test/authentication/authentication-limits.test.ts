import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from '../../api/config.js';
import { AUTHENTICATION_LIMITS } from '../../consent/authentication/authentication-limits.js';
import type { AuthenticationService } from '../../consent/authentication/authentication-service.js';
import { clientOf } from '../../consent/authentication/client-address.js';
import { by, City, type Resident, refusalOf, wrong } from '../support/platform/authentication-city.js';
import { projectFile } from '../support/project.js';

const DAY = 86_400;
const CODES = 1_000_000;

describe('the limits on one-time codes', () => {
  const { attempts, codes, tries } = AUTHENTICATION_LIMITS;
  const aDay = (limits: readonly { most: number; seconds: number }[]) =>
    Math.min(...limits.filter(({ seconds }) => seconds === DAY).map(({ most }) => most));

  it('give an attacker of one person a probability of at most 1 in 20,000 a day', () => {
    expect((aDay(tries.signIn) + aDay(tries.stepUp)) / CODES).toBeLessThanOrEqual(1 / 20_000);
    // Without a limit on wrong codes, the limit on sent codes alone would allow this many guesses.
    expect((aDay(codes.subject) * attempts) / CODES).toBeGreaterThan(1 / 20_000);
  });

  it('leave something of what unknown devices share when one address has used up its part', () => {
    expect(aDay(codes.part)).toBeLessThan(aDay(codes.subject));
    expect(aDay(codes.part)).toBeLessThan(codes.subject[0]!.most);
    expect(aDay(tries.part)).toBeLessThanOrEqual(aDay(tries.signIn) - attempts);
  });

  it('are those that docs/operations.md lists', () => {
    const told = projectFile('docs/operations.md');
    for (const limit of [
      codes.own[0]!.most,
      aDay(codes.own),
      codes.subject[0]!.most,
      aDay(codes.subject),
      aDay(codes.part),
      aDay(codes.address),
      codes.city.most,
      aDay(tries.own),
      aDay(tries.signIn),
      aDay(tries.part),
      aDay(tries.stepUp),
      aDay(tries.address),
    ])
      expect(told).toMatch(new RegExp(`\\b${limit.toLocaleString('en-US')}\\b`));
  });
});

describe('a client address', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('%s counts as %s', (address, client) => {
    expect(clientOf(address)).toBe(client);
  });

  it('comes from a proxy header only if the proxy is configured', () => {
    const trusted = (ASSENT_TRUST_PROXY?: string) => readConfig({ ASSENT_TRUST_PROXY }).trustedProxies;
    expect(trusted()).toEqual([]);
    expect(trusted('10.0.0.0/8, ::1')).toEqual(['10.0.0.0/8', '::1']);
    for (const nonsense of [
      'true',
      '10.0.0.0/33',
      '1',
      'proxy.example',
      '::1/129',
      '10.0.0.0/8/8',
      '1/8',
      '::1/',
      '/8',
    ])
      expect(() => trusted(nonsense)).toThrow(ConfigError);
  });
});

describe('one client address', () => {
  let city: City;
  let platform: AuthenticationService;
  beforeAll(async () => {
    city = await City.create();
    const { codes, tries } = AUTHENTICATION_LIMITS;
    platform = city.platform(city.standIn.url, {
      ...AUTHENTICATION_LIMITS,
      codes: { ...codes, address: [{ most: 6, seconds: DAY }] },
      tries: { ...tries, address: [{ most: 12, seconds: DAY }] },
    });
  });
  afterAll(() => city.close());

  const signIn = (address: string, { certNo }: Pick<Resident, 'certNo'>) =>
    platform.start(by(null, address), { method: 'SMS', action: 'SIGN_IN', certNo });

  it('can request a limited number of codes a day for all people together, and other addresses are not affected', async () => {
    for (let i = 0; i < 6; i += 1) await signIn('192.0.2.1', { certNo: city.newCertNo() });
    const resident = await city.resident();
    const refusal = await refusalOf(signIn('192.0.2.1', resident));
    expect(refusal).toMatchObject({ code: 'RATE_LIMITED' });
    expect(refusal.detail.retryAfterSeconds).toBeGreaterThan(DAY - 60);
    await signIn('192.0.2.2', resident);
  });

  it('can enter a limited number of wrong codes a day, even if spread over many people', async () => {
    let tried = 0;
    let refused: string | undefined;
    for (let i = 0; refused === undefined; i += 1) {
      const resident = await city.resident();
      const { id } = await signIn(`192.0.3.${i}`, resident);
      const response = wrong(await city.code(resident.mobile));
      for (let n = 0; n < 2 && refused === undefined; n += 1) {
        const { code } = await refusalOf(
          platform.complete(by(null, '192.0.3.200'), { challengeId: id, response }),
        );
        if (code === 'AUTHENTICATION_FAILED') tried += 1;
        else refused = code;
      }
    }
    expect({ tried, refused }).toEqual({ tried: 12, refused: 'RATE_LIMITED' });
  });

  it('does not use up its quota by a right code', async () => {
    const resident = await city.resident();
    for (let i = 0; i < 15; i += 1) {
      const { id } = await signIn(`192.0.4.${i}`, resident);
      await platform.complete(by(null, '192.0.4.200'), {
        challengeId: id,
        response: await city.code(resident.mobile),
      });
    }
  });

  it('is not counted for a person who is signed in', async () => {
    const resident = await city.resident();
    for (let i = 0; i < 6; i += 1) await signIn('192.0.5.1', { certNo: city.newCertNo() });
    await platform.start(by(resident.personId, '192.0.5.1'), { method: 'SMS', action: 'VIEW' });
  });

  it('is stored with the subject as keyed hashes, for at most a day', async () => {
    const rows = await city.database.sql('SELECT * FROM assent.quota');
    expect(rows.length).toBeGreaterThan(20);
    expect(JSON.stringify(rows)).not.toContain('192.0');
    await city.database.advance(DAY + 1);
    await city.authentications.forgetExpired();
    expect(await city.database.sql('SELECT FROM assent.quota')).toEqual([]);
  });

  it('can be counted by the API role, which can neither read nor change the counts', async () => {
    for (const statement of ['SELECT * FROM assent.quota', 'DELETE FROM assent.quota'])
      await expect(city.executor.query(statement, [])).rejects.toThrow(/permission denied/);
  });
});
