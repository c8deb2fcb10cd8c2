import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { give } from '../support/people/giving.js';
import { type ServedCity, servedCity } from '../support/processes/served-city.js';

const PAGE = 'id person { encounters(first: 3) { nodes { diagnosisCode diagnosisName } } }';

let city: ServedCity;
beforeAll(async () => {
  city = await servedCity();
  await city.serve();
});
afterAll(() => city.end());

it('the master key is rotated while the platform serves, without a restart, and no call fails', async () => {
  const grant = await give(city as never, {
    asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 1000 },
  });
  let rotating = true;
  const rotation = city.run('keys', 'rotate').finally(() => {
    rotating = false;
  });
  const failed: unknown[] = [];
  let calls = 0;
  const call = async () => {
    const answer = await city.insurer.redeem(grant.id, `call-${calls++}`, PAGE);
    if (answer.errors.length > 0) failed.push(answer.errors);
  };
  while (rotating) await call();
  for (let after = 0; after < 20; after += 1) await call();
  expect(await rotation).toMatchObject({
    code: 0,
    output: expect.stringContaining('all are under master key 2'),
  });
  expect([calls > 20, failed]).toEqual([true, []]);

  // Everybody signs in and is read: nobody is left under a key that is gone.
  const others = await city.sql(
    'SELECT count(*)::integer AS n FROM assent.person WHERE key_version < 2 AND salt IS NOT NULL',
  );
  expect(others).toEqual([{ n: 0 }]);
});
