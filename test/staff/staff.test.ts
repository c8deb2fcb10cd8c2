import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { addStaffAccount } from '../../api/cli/command/staff-accounts.js';
import { checkStaff } from '../../consent/staff/staff-file.js';
import { RecipientKey } from '../../examples/clients/recipient-key.js';
import { nobodysCertNo, StaffClient } from '../../examples/clients/staff-client.js';
import { testCluster } from '../support/database/database.js';
import { disabled, founders } from '../support/people/staff.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { namedRows } from '../support/platform/seals.js';

const SIGN_IN =
  'mutation ($assertion: String!) { signInStaff(assertion: $assertion) { staffCode role expiresAt } }';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const { varDir } = testCluster();
const add = async (
  file: Parameters<typeof addStaffAccount>[2],
  enrolment?: Parameters<typeof addStaffAccount>[3],
) =>
  addStaffAccount(
    platform.database.ownerUrl,
    varDir,
    file,
    enrolment ?? { by: await founders(platform.database) },
  );
const seconds = () => Math.floor(Date.now() / 1000);

describe('R-28: the sign-in of staff', () => {
  let clerk: StaffClient;
  beforeAll(async () => {
    clerk = await platform.staff('CLERK');
  });

  it('accepts an assertion signed with the account’s key, and lasts a quarter of an hour', async () => {
    const session = await clerk.session();
    expect(session).toMatchObject({ staffCode: clerk.identity.code, role: 'CLERK' });
    const lasts = Date.parse(session.expiresAt) - Date.now();
    expect(lasts).toBeGreaterThan(14 * 60_000);
    expect(lasts).toBeLessThanOrEqual(15 * 60_000);
  });

  it.each<[string, JWTPayload, boolean]>([
    ['for another audience', { aud: 'https://evil.example' }, true],
    ['without a jti', { jti: undefined }, true],
    ['that has expired', { iat: seconds() - 200, exp: seconds() - 100 }, true],
    ['that is older than a minute', { iat: seconds() - 65, exp: seconds() - 5 }, true],
    ['of a time of issue a minute ahead', { iat: seconds() + 60, exp: seconds() + 100 }, true],
    ['without a time of issue', { iat: undefined }, true],
    ['that lives for an hour', { exp: seconds() + 3_600 }, true],
    ['without an expiry', { exp: undefined }, true],
    ['of an unknown code', { iss: 'C-NOBODY', sub: 'C-NOBODY' }, true],
    ['whose issuer is not its subject', { iss: 'C-OTHER' }, true],
    ['with a name that can’t be stored', { sub: 'C\0' }, true],
    ['signed with another key', {}, false],
  ])('refuses an assertion %s', async (_, claims, withOwnKey) => {
    const key = withOwnKey ? clerk.key : await RecipientKey.create();
    const assertion = await key.assertion(clerk.identity.code, platform.url, claims);
    const refusal = await platform.anonymous.refusal(SIGN_IN, { assertion });
    expect(refusal).toEqual({
      code: 'UNAUTHENTICATED',
      message: expect.stringMatching(/^This staff assertion is not valid\. Sign a new one/),
    });
  });

  it('refuses an assertion for several audiences, us among them, or for a path of ours', async () => {
    const { code } = clerk.identity;
    for (const aud of [[platform.url], [platform.url, 'https://evil.example'], `${platform.url}/graphql`]) {
      const assertion = await clerk.key.assertion(code, platform.url, { aud });
      expect((await platform.anonymous.refusal(SIGN_IN, { assertion })).code).toBe('UNAUTHENTICATED');
    }
  });

  it('refuses a DPoP proof in place of an assertion', async () => {
    const { code } = clerk.identity;
    const claims = { iss: code, sub: code, aud: platform.url, exp: seconds() + 60 };
    const assertion = await clerk.key.proof({ method: 'POST', uri: platform.url }, claims);
    expect((await platform.anonymous.refusal(SIGN_IN, { assertion })).code).toBe('UNAUTHENTICATED');
  });

  it.each(['', 'x', 'a.b.c', 'x'.repeat(5_000)])('refuses a malformed assertion (%#)', async (assertion) => {
    expect((await platform.anonymous.refusal(SIGN_IN, { assertion })).code).toBe('UNAUTHENTICATED');
  });

  it('accepts an assertion once across all processes', async () => {
    const assertion = await clerk.key.assertion(clerk.identity.code, platform.url, { jti: randomUUID() });
    await platform.anonymous.run(SIGN_IN, { assertion });
    expect((await platform.anonymous.refusal(SIGN_IN, { assertion })).code).toBe('UNAUTHENTICATED');
  });

  it('gives staff no field of a person or recipient', async () => {
    for (const query of [
      '{ me { person { basicIdentity { gender } } } }',
      '{ recipient { code } }',
      'mutation { denyConsentRequest(id: "x") { id } }',
      'mutation { revokeGrant(id: "x") { id } }',
      'mutation { redeemGrant(input: { grantId: "x", idempotencyKey: "x" }) { id } }',
    ])
      expect((await clerk.refusal(query)).code).toBe('FORBIDDEN');
  });

  it('refuses a disabled account', async () => {
    const leaving = await platform.staff('REVIEWER');
    await disabled(platform, leaving.identity.code);
    const assertion = await leaving.key.assertion(leaving.identity.code, platform.url);
    expect((await platform.anonymous.refusal(SIGN_IN, { assertion })).code).toBe('UNAUTHENTICATED');
  });

  it('allows one account for each person and each key, and never reuses a code', async () => {
    const key = await RecipientKey.create();
    const jwk = { ...key.registeredJwk };
    const file = { code: 'C-ONE', role: 'CLERK', certNo: nobodysCertNo(500), jwk } as const;
    await add(file);
    const other = { ...(await RecipientKey.create()).registeredJwk };
    await expect(add({ ...file, code: 'R-ONE', role: 'REVIEWER', jwk: other })).rejects.toThrow(/already/);
    await expect(add({ ...file, code: 'C-TWO', certNo: nobodysCertNo(501) })).rejects.toThrow(/already/);
    await disabled(platform, 'C-ONE');
    await expect(add({ ...file, jwk: other })).rejects.toThrow(/already/);
    await add({ ...file, code: 'C-THREE', jwk: other });
    await expect(
      platform.database.sql("UPDATE assent.staff SET disabled_at = null WHERE code = 'C-ONE'"),
    ).rejects.toThrow(/only be disabled/);
  });
});

describe('S10: an account', () => {
  const MINUTES = { minutesDigest: 'a'.repeat(64) };
  const file = async (code: string, number: number, role: 'CLERK' | 'OFFICER' = 'CLERK') => ({
    code,
    role,
    certNo: nobodysCertNo(number),
    jwk: { ...(await RecipientKey.create()).registeredJwk },
  });

  it('has a key of its own, by the thumbprint and whatever else the JWK says', async () => {
    const first = await file('C-KEY-1', 510);
    await add(first);
    const jwk = { ...first.jwk, 'x-note': 'another member' };
    await expect(add({ ...first, code: 'C-KEY-2', certNo: nobodysCertNo(511), jwk })).rejects.toThrow(
      /already/,
    );
    await disabled(platform, 'C-KEY-1');
    await expect(add({ ...first, code: 'C-KEY-2', certNo: nobodysCertNo(511), jwk })).rejects.toThrow(
      /already/,
    );
  });

  it('is enrolled by two officers who are two people and not the employee', async () => {
    const [one, other] = await founders(platform.database);
    const clerk = await file('C-BY', 520);
    await add(await file('C-NO-OFFICER', 521));
    for (const by of [
      [one, one],
      [one, 'O-NOBODY'],
      [one, 'C-NO-OFFICER'],
    ] as const)
      await expect(add(clerk, { by })).rejects.toThrow('it takes two officers');
    await add(await file('O-LEAVING', 522, 'OFFICER'));
    await disabled(platform, 'O-LEAVING');
    await expect(add(clerk, { by: [one, 'O-LEAVING'] })).rejects.toThrow('it takes two officers');
    await add(clerk, { by: [one, other] });
    await disabled(platform, 'C-BY');
    const entries = await platform.database.sql(
      "SELECT content FROM assent.ledger_entry WHERE kind = 'STAFF_CHANGED' AND content->>'staff' = 'C-BY' ORDER BY id",
    );
    expect(entries.map(({ content }) => content)).toEqual([
      { staff: 'C-BY', role: 'CLERK', change: 'ADDED', proposedBy: one, confirmedBy: other },
      { staff: 'C-BY', role: 'CLERK', change: 'DISABLED' },
    ]);
  });

  it('is founded by a ceremony only if it is one of the first two, and an officer’s', async () => {
    await expect(add(await file('O-THIRD', 530, 'OFFICER'), MINUTES)).rejects.toThrow(
      'the first two officers',
    );
    await expect(add(await file('C-FOUNDER', 531), MINUTES)).rejects.toThrow('the first two officers');
  });

  it('that SQL alone made signs nobody in, and enrols nobody', async () => {
    const own = await RecipientKey.create();
    await platform.database.sql(
      `INSERT INTO assent.staff SELECT p.* FROM (SELECT * FROM assent.staff WHERE role = 'OFFICER' LIMIT 1) s,
         jsonb_populate_record(s::assent.staff, $1::jsonb) p`,
      [
        JSON.stringify({
          code: 'O-FORGED',
          certno_index: `\\x${'ab'.repeat(32)}`,
          thumbprint: `\\x${'cd'.repeat(32)}`,
          jwk: own.registeredJwk,
          disabled_at: null,
        }),
      ],
    );
    expect(await namedRows(platform.database)).toContain('staff O-FORGED: it has no right seal');
    const assertion = await own.assertion('O-FORGED', platform.url);
    expect((await platform.anonymous.refusal(SIGN_IN, { assertion })).code).toBe('UNAUTHENTICATED');
    const [one] = await founders(platform.database);
    await expect(add(await file('C-BY-FORGED', 540), { by: [one, 'O-FORGED'] })).rejects.toThrow(
      'it takes two officers',
    );
    await platform.database.sql("DELETE FROM assent.staff WHERE code = 'O-FORGED'");
  });

  it('that was enabled again with SQL stays worthless', async () => {
    const back = await platform.staff('OFFICER');
    await disabled(platform, back.identity.code);
    await platform.database.sql('ALTER TABLE assent.staff DISABLE TRIGGER USER');
    await platform.database.sql('UPDATE assent.staff SET disabled_at = NULL WHERE code = $1', [
      back.identity.code,
    ]);
    await platform.database.sql('ALTER TABLE assent.staff ENABLE TRIGGER USER');
    const assertion = await back.key.assertion(back.identity.code, platform.url);
    expect((await platform.anonymous.refusal(SIGN_IN, { assertion })).code).toBe('UNAUTHENTICATED');
    expect((await back.refusal('{ officerActs { id } }')).code).toBe('UNAUTHENTICATED');
    expect(await namedRows(platform.database)).toEqual([`staff ${back.identity.code}: it has no right seal`]);
  });
});

describe('a staff file', () => {
  const good = {
    code: 'C-0001',
    role: 'CLERK',
    certNo: nobodysCertNo(1),
    jwk: { kty: 'OKP', crv: 'Ed25519', x: 'jZxpbknxxMFz4G_ESAuaXJ3rKbirKGH6bHg-XFWYZdM' },
  };
  it.each([
    [null, /must be an object/],
    [{}, /code: is missing\n.*role: is missing\n.*certNo: is missing\n.*jwk: is missing/],
    [{ ...good, note: 'x' }, /note: is not a known field/],
    [{ ...good, code: 'c 1' }, /code/],
    [{ ...good, role: 'CHIEF' }, /role/],
    [{ ...good, certNo: '379900188001010011' }, /certNo/],
    [{ ...good, jwk: { kty: 'oct', k: 'x' } }, /jwk/],
    [{ ...good, jwk: { ...good.jwk, d: 'secret' } }, /private key/],
  ])('is refused if it is wrong (%#)', (file, message) => {
    expect(() => checkStaff(file)).toThrow(message);
  });
  it('is accepted if it is right', () => expect(checkStaff(good)).toEqual(good));
});
