import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { give } from '../support/people/giving.js';
import { type ServedCity, servedCity } from '../support/processes/served-city.js';

const VISITS = 'id person { encounters(first: 3) { nodes { diagnosisCode diagnosisName } } }';
const OWN = '{ me { person { basicIdentity { personName certNo } contact { mobile } } } }';
const USES = 12;

let city: ServedCity;
beforeAll(async () => {
  city = await servedCity();
  await city.serve();
});
afterAll(() => city.end());

it('the master key is rotated while the platform serves, without a restart, and no call fails', async () => {
  const given = await Promise.all(
    Array.from({ length: 8 }, () =>
      give(city as never, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: USES } }),
    ),
  );
  let rotating = true;
  const program = city.start(['keys', 'rotate']);
  const rotation = program.ended.finally(() => {
    rotating = false;
  });
  const failed: unknown[] = [];
  let calls = 0;
  const call = async () => {
    const { id, owner } = given[calls % given.length]!;
    const use = Math.floor(calls / given.length);
    calls += 1;
    const answers = [await owner.send(OWN)];
    if (use < USES) answers.push(await city.insurer.redeem(id, `use-${use}`, VISITS));
    for (const { errors } of answers) failed.push(...errors);
  };
  while (rotating) await call();
  for (let after = 0; after < 2 * given.length; after += 1) await call();
  expect([await rotation, program.output()]).toEqual([
    0,
    expect.stringContaining('all are under master key 2'),
  ]);
  expect(failed).toEqual([]);
  expect(calls).toBeGreaterThan(2 * given.length);
  expect(
    await city.sql(
      'SELECT count(*)::integer AS n FROM assent.person WHERE key_version < 2 AND salt IS NOT NULL',
    ),
  ).toEqual([{ n: 0 }]);
});
