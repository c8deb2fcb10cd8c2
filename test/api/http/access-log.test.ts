import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { live } from '../../support/ledger/recorded-life.js';
import { HeardLog } from '../../support/platform/heard-log.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';

let platform: Platform;
const log = new HeardLog();
beforeAll(async () => {
  platform = await startPlatform({ LOG_LEVEL: 'info' }, log);
});
afterAll(() => platform.stop());

const lines = () =>
  log.said
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .filter(({ msg }) => msg === 'answered');

describe('the access log', () => {
  it('has a line for each request, with route, status and time, and nothing else', async () => {
    await fetch(`${platform.url}/.well-known/jwks.json?certNo=110101199001011237`);
    await fetch(`${platform.url}/no-such/110101199001011237`);
    await fetch(`${platform.url}/healthz`);
    const [known, unknown, ...more] = lines();
    expect(known).toEqual({
      level: 30,
      time: expect.any(String),
      pid: process.pid,
      requestId: expect.any(String),
      method: 'GET',
      route: expect.stringMatching(/jwks\.json|^\/?\*/),
      status: 200,
      ms: expect.any(Number),
      msg: 'answered',
    });
    expect(unknown).toMatchObject({ status: 404 });
    expect(more).toEqual([]);
  });

  it('holds nothing of a person, a recipient or a grant, whatever was asked', async () => {
    const before = lines().length;
    const { grantId } = await live(platform);
    expect(lines().length).toBeGreaterThan(before + 5);
    const person = platform.everybody('ADULT')[0]!;
    for (const secret of [
      grantId,
      person.certNo,
      person.name,
      person.mobile,
      '127.0.0.1',
      'Bearer',
      'INS-ANXIN',
    ])
      expect(JSON.stringify(lines()).includes(String(secret))).toBe(false);
  });
});
