import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { disableMemberAccount, enrolMemberAccount } from '../../api/cli/command/member-accounts.js';
import { MemberClient } from '../../examples/clients/member-client.js';
import type { Person } from '../../examples/clients/person-client.js';
import { testCluster } from '../support/database/database.js';
import { enrolled, INSTITUTIONS, LETTER } from '../support/people/members.js';
import { founders } from '../support/people/staff.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { faultsOf, namedRows } from '../support/platform/seals.js';

const SIGN_IN = 'mutation ($input: SignInMemberInput!) { signInMember(input: $input) { code } }';
const MEMBER =
  '{ member { code name roles joinedAt disabledAt institution { uscc name recipient { code } } } }';
const INVITE = `mutation ($input: InviteMemberInput!) {
  inviteMember(input: $input) { code name roles joinedAt invitation { url expiresAt } }
}`;
const JOIN = `mutation ($invitation: String!) {
  joinInstitution(invitation: $invitation) { code roles joinedAt institution { uscc } invitation { url } }
}`;
const ROLES =
  'mutation ($code: ID!, $roles: [MemberRole!]!) { setMemberRoles(code: $code, roles: $roles) { roles } }';
const DISABLE = 'mutation ($code: ID!) { disableMember(code: $code, reason: "离职") { code disabledAt } }';
const MEMBERS =
  '{ member { institution { members { nodes { code name roles joinedAt disabledAt } pageInfo { hasNextPage } } } } }';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const { varDir } = testCluster();
const codeOf = async (client: MemberClient): Promise<string> => (await client.run(MEMBER)).member.code;
const invite = async (owner: MemberClient, person: Person, roles: string[]) =>
  (await owner.run(INVITE, { input: { name: person.name, certNo: person.certNo, roles } })).inviteMember;
const secretOf = ({ invitation }: { invitation: { url: string } }): string =>
  new URL(invitation.url).hash.slice(1);
const entries = (code: string) =>
  platform.database.sql(
    `SELECT content - 'member' AS content FROM assent.ledger_entry
     WHERE kind = 'MEMBER_CHANGED' AND content->>'member' = $1 ORDER BY id`,
    [code],
  );

describe('two officers enrol a member on the letter of appointment', () => {
  it('who signs in by face comparison for a quarter of an hour, as the account says', async () => {
    const client = await enrolled(platform, ['OWNER', 'AUDITOR']);
    const session = await client.session();
    const lasts = Date.parse(session.expiresAt) - Date.now();
    expect(lasts).toBeGreaterThan(14 * 60_000);
    expect(lasts).toBeLessThanOrEqual(15 * 60_000);
    expect((await client.run(MEMBER)).member).toEqual({
      code: session.code,
      name: client.person.person.name,
      roles: ['OWNER', 'AUDITOR'],
      joinedAt: expect.any(String),
      disabledAt: null,
      institution: {
        uscc: INSTITUTIONS[0]!.uscc,
        name: INSTITUTIONS[0]!.name,
        recipient: { code: 'INS-ANXIN' },
      },
    });
  });

  it('which the ledger tells, with the officers and the digest of the letter', async () => {
    const code = await codeOf(await enrolled(platform, ['DEVELOPER'], 3));
    const [proposedBy, confirmedBy] = await founders(platform.database);
    expect(await entries(code)).toEqual([
      {
        content: {
          roles: ['DEVELOPER'],
          change: 'ADDED',
          version: 1,
          digest: LETTER,
          proposedBy,
          confirmedBy,
        },
      },
    ]);
  });

  it('and neither of them may be the same human twice, nor the new member', async () => {
    const person = platform.someone();
    const file = {
      institution: INSTITUTIONS[1]!,
      name: person.name,
      certNo: person.certNo,
      roles: ['OWNER' as const],
      letter: LETTER,
    };
    const [one, other] = await founders(platform.database);
    const enrol = (officers: [string, string]) =>
      enrolMemberAccount(platform.database.ownerUrl, varDir, file, officers);
    await expect(enrol([one, one])).rejects.toThrow('two officers');
    await expect(enrol([one, 'O-NOBODY'])).rejects.toThrow('two officers');
    const officer = await platform.staff('OFFICER', person.certNo);
    await expect(enrol([one, officer.identity.code])).rejects.toThrow('two officers');
    expect(await enrol([one, other])).toMatch(/^M-/);
    await expect(enrol([one, other])).rejects.toThrow('an account at this institution already');
  });
});

describe('the sign-in of members', () => {
  it.each(['SMS', 'SCAN'] as const)('takes no %s', async (method) => {
    const client = await enrolled(platform, ['OWNER']);
    const refusal = await platform.anonymous.refusal(SIGN_IN, { input: await client.answer(method) });
    expect(refusal.code).toBe('STRENGTH_REQUIRED');
  });

  it('is refused to whoever is no member of the institution', async () => {
    const nobody = new MemberClient(platform.url, platform.person(platform.someone()), INSTITUTIONS[0]!.uscc);
    expect((await platform.anonymous.refusal(SIGN_IN, { input: await nobody.answer() })).code).toBe(
      'FORBIDDEN',
    );
  });

  it('asks whoever is a member of several institutions for which', async () => {
    const person = platform.someone();
    await enrolled(platform, ['OWNER'], 0, person);
    const client = await enrolled(platform, ['AUDITOR'], 1, person);
    const { institution: _, ...unnamed } = await client.answer();
    const refusal = await platform.anonymous.refusal(SIGN_IN, { input: unnamed });
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', field: 'institution' });
    expect((await client.session()).roles).toEqual(['AUDITOR']);
  });

  it('accepts an answer once', async () => {
    const input = await (await enrolled(platform, ['OWNER'])).answer();
    await platform.anonymous.run(SIGN_IN, { input });
    expect((await platform.anonymous.refusal(SIGN_IN, { input })).code).toBe('AUTHENTICATION_FAILED');
  });

  it('gives a member no field of a person, a recipient or staff', async () => {
    const client = await enrolled(platform, ['OWNER', 'DEVELOPER', 'HANDLER', 'AUDITOR']);
    for (const query of [
      '{ me { person { basicIdentity { gender } } } }',
      '{ openObjections { nodes { id } } }',
      'mutation { revokeGrant(id: "x") { id } }',
    ])
      expect((await client.refusal(query)).code).toBe('FORBIDDEN');
  });
});

describe('an invitation', () => {
  let owner: MemberClient;
  beforeAll(async () => {
    owner = await enrolled(platform, ['OWNER'], 2);
  });

  it('is good once, for that person signed in with FACE', async () => {
    const person = platform.someone();
    const invited = await invite(owner, person, ['HANDLER', 'DEVELOPER']);
    expect(invited).toMatchObject({ name: person.name, roles: ['DEVELOPER', 'HANDLER'], joinedAt: null });
    const invitation = secretOf(invited);
    const stranger = await platform.person(platform.someone()).signIn('FACE');
    expect((await stranger.refusal(JOIN, { invitation })).code).toBe('NOT_FOUND');
    const self = await platform.person(person).signIn('SMS');
    expect((await self.refusal(JOIN, { invitation })).code).toBe('STRENGTH_REQUIRED');
    const client = new MemberClient(platform.url, self, INSTITUTIONS[2]!.uscc);
    expect((await platform.anonymous.refusal(SIGN_IN, { input: await client.answer() })).code).toBe(
      'FORBIDDEN',
    );
    await self.signIn('FACE');
    expect((await self.run(JOIN, { invitation })).joinInstitution).toEqual({
      code: invited.code,
      roles: ['DEVELOPER', 'HANDLER'],
      joinedAt: expect.any(String),
      institution: { uscc: INSTITUTIONS[2]!.uscc },
      invitation: null,
    });
    expect((await self.refusal(JOIN, { invitation })).code).toBe('NOT_FOUND');
    expect((await client.session()).code).toBe(invited.code);
    const by = await codeOf(owner);
    expect((await entries(invited.code)).map(({ content }) => content)).toEqual([
      { roles: ['DEVELOPER', 'HANDLER'], change: 'INVITED', version: 1, by, recipient: 'BANK-ZHIFU' },
      { roles: ['DEVELOPER', 'HANDLER'], change: 'JOINED', version: 2, recipient: 'BANK-ZHIFU' },
    ]);
  });

  it('is told to every OWNER by a message', async () => {
    await invite(owner, platform.someone(), ['AUDITOR']);
    const told = async () => (await owner.person.messages()).map(({ text }) => text);
    while (!(await told()).some((text) => text.includes('邀请了一名人员')))
      await new Promise((resolve) => setImmediate(resolve));
  });

  it('ends when it is over, and when an OWNER disables it', async () => {
    const person = platform.someone();
    const withdrawn = await invite(owner, person, ['AUDITOR']);
    const again = { input: { name: person.name, certNo: person.certNo, roles: ['AUDITOR'] } };
    expect(await owner.refusal(INVITE, again)).toMatchObject({ code: 'BAD_USER_INPUT', field: 'certNo' });
    await owner.run(DISABLE, { code: withdrawn.code });
    const self = await platform.person(person).signIn('FACE');
    expect((await self.refusal(JOIN, { invitation: secretOf(withdrawn) })).code).toBe('NOT_FOUND');
    expect((await invite(owner, person, ['AUDITOR'])).code).not.toBe(withdrawn.code);
  });

  it.each([
    ['certNo', { name: '某人', certNo: '123', roles: ['AUDITOR'] }],
    ['name', { name: ' ', certNo: '379900188501010011', roles: ['AUDITOR'] }],
    ['roles', { name: '某人', certNo: '379900188501010011', roles: [] }],
    ['roles', { name: '某人', certNo: '379900188501010011', roles: ['OWNER', 'OWNER'] }],
  ])('with a wrong %s is refused', async (field, input) => {
    expect(await owner.refusal(INVITE, { input })).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });
});

describe('an OWNER', () => {
  let owner: MemberClient;
  let other: MemberClient;
  beforeAll(async () => {
    owner = await enrolled(platform, ['OWNER'], 3);
    other = await enrolled(platform, ['OWNER', 'HANDLER'], 1);
  });

  it('changes roles, which hold at the next call of the same session', async () => {
    const developer = await enrolled(platform, ['DEVELOPER'], 3);
    const code = await codeOf(developer);
    await owner.run(ROLES, { code, roles: ['AUDITOR', 'DEVELOPER'] });
    expect((await developer.run(MEMBER)).member.roles).toEqual(['DEVELOPER', 'AUDITOR']);
    expect(
      (await developer.run(MEMBERS)).member.institution.members.nodes.map(({ code }: any) => code),
    ).toContain(code);
  });

  it('disables a member, who is refused at the next call in every process', async () => {
    const leaving = await enrolled(platform, ['HANDLER'], 3);
    const code = await codeOf(leaving);
    const { url } = await platform.another({ PUBLIC_URL: platform.url });
    expect((await leaving.at(url).run(MEMBER)).member.code).toBe(code);
    const { disableMember } = await owner.run(DISABLE, { code });
    expect(disableMember).toEqual({ code, disabledAt: expect.any(String) });
    for (const client of [leaving, leaving.at(url)])
      expect((await client.refusal(MEMBER)).code).toBe('UNAUTHENTICATED');
    expect((await platform.anonymous.refusal(SIGN_IN, { input: await leaving.answer() })).code).toBe(
      'FORBIDDEN',
    );
    expect((await owner.refusal(DISABLE, { code })).code).toBe('NOT_FOUND');
  });

  it('reaches nobody of another institution', async () => {
    const code = await codeOf(other);
    expect((await owner.refusal(DISABLE, { code })).code).toBe('NOT_FOUND');
    expect((await owner.refusal(ROLES, { code, roles: ['AUDITOR'] })).code).toBe('NOT_FOUND');
    const { nodes } = (await owner.run(MEMBERS)).member.institution.members;
    expect(nodes.map(({ code }: any) => code)).not.toContain(code);
  });

  it('is not removed while there is no other, but by the operator', async () => {
    const alone = await enrolled(platform, ['OWNER'], 2);
    const { nodes } = (await alone.run(MEMBERS)).member.institution.members;
    const code = await codeOf(alone);
    for (const one of nodes)
      if (one.code !== code && one.disabledAt === null) await alone.run(DISABLE, { code: one.code });
    expect((await alone.refusal(DISABLE, { code })).code).toBe('FORBIDDEN');
    expect((await alone.refusal(ROLES, { code, roles: ['AUDITOR'] })).code).toBe('FORBIDDEN');
    await disableMemberAccount(platform.database.ownerUrl, varDir, code, '依规定');
    expect((await alone.refusal(MEMBER)).code).toBe('UNAUTHENTICATED');
  });

  it('and no two OWNERs remove each other at the same moment', async () => {
    const [one, two] = [await enrolled(platform, ['OWNER'], 2), await enrolled(platform, ['OWNER'], 2)];
    const [codeOfOne, codeOfTwo] = [await codeOf(one), await codeOf(two)];
    const answers = await Promise.all([
      one.send(DISABLE, { code: codeOfTwo }),
      two.send(DISABLE, { code: codeOfOne }),
    ]);
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
  });
});

describe('an account that SQL changed', () => {
  it('counts as not there when it is brought back as it was, and the verifier names it', async () => {
    const owner = await enrolled(platform, ['OWNER'], 3);
    const leaving = await enrolled(platform, ['OWNER'], 3);
    const code = await codeOf(leaving);
    const [{ row }] = (await platform.database.sql(
      'SELECT to_jsonb(m) AS row FROM assent.member m WHERE code = $1',
      [code],
    )) as [{ row: object }];
    await owner.run(DISABLE, { code });
    await platform.database.sql('DELETE FROM assent.member WHERE code = $1', [code]);
    await platform.database.sql(
      'INSERT INTO assent.member SELECT * FROM jsonb_populate_record(NULL::assent.member, $1::jsonb)',
      [JSON.stringify(row)],
    );
    expect((await leaving.refusal(MEMBER)).code).toBe('UNAUTHENTICATED');
    expect((await faultsOf(platform.database)).join('\n')).toContain(
      'the account of the member (member) is not behind it',
    );
    await platform.database.sql('DELETE FROM assent.member WHERE code = $1', [code]);
  });

  it('counts as not there with roles that it was not given', async () => {
    const client = await enrolled(platform, ['AUDITOR'], 3);
    const code = await codeOf(client);
    await platform.database.sql('ALTER TABLE assent.member DISABLE TRIGGER member_stays');
    await platform.database.sql(`UPDATE assent.member SET roles = '["OWNER"]' WHERE code = $1`, [code]);
    await platform.database.sql('ALTER TABLE assent.member ENABLE TRIGGER member_stays');
    expect((await client.refusal(MEMBER)).code).toBe('UNAUTHENTICATED');
    expect(await namedRows(platform.database)).toContain(`member ${code}: it has no right seal`);
  });
});
