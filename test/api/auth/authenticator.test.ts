import { beforeAll, describe, expect, it } from '@jest/globals';
import { Authenticator } from '../../../api/auth/authenticator.js';
import { ANONYMOUS } from '../../../api/auth/caller.js';
import { MemberTokens } from '../../../api/auth/member-token.js';
import { PersonTokens } from '../../../api/auth/person-token.js';
import { RecipientTokens } from '../../../api/auth/recipient-token.js';
import { StaffTokens } from '../../../api/auth/staff-token.js';
import { loadKeys } from '../../../api/secrets/keyring.js';
import { proofsInMemory } from '../../support/clients/proofs-in-memory.js';
import { withDirectory } from '../../support/keys-on-disk.js';

const issuer = () => 'https://assent.example';

describe('the caller of a request', () => {
  let people: PersonTokens;
  let staff: StaffTokens;
  let members: MemberTokens;
  let authenticator: Authenticator;
  beforeAll(async () => {
    const { accessTokenKey } = await withDirectory(loadKeys);
    people = new PersonTokens(issuer, accessTokenKey);
    const recipients = new RecipientTokens({
      issuer,
      publicKey: accessTokenKey.publicKey,
      ...proofsInMemory(),
    });
    staff = new StaffTokens(issuer, accessTokenKey);
    members = new MemberTokens(issuer, accessTokenKey);
    authenticator = new Authenticator(recipients, people, staff, members);
  });

  it('is anonymous without credentials', async () => {
    expect(await authenticator.caller({}, 'POST')).toBe(ANONYMOUS);
    expect(await authenticator.caller({ dpop: 'a.b.c' }, 'POST')).toBe(ANONYMOUS);
  });

  it.each(['Bearer', 'bearer', 'BEARER'])(
    'is the person whom the token names under the scheme "%s"',
    async (scheme) => {
      const authorization = `${scheme} ${await people.issue({ personId: '7', strength: 'SMS', session: 'x' })}`;
      expect(await authenticator.caller({ authorization }, 'POST')).toMatchObject({
        kind: 'PERSON',
        personId: '7',
      });
    },
  );

  it('is a member of staff if the token is a staff token', async () => {
    const { accessToken } = await staff.issue({ staffCode: 'C-0001', role: 'CLERK' });
    const caller = await authenticator.caller({ authorization: `Bearer ${accessToken}` }, 'POST');
    expect(caller).toEqual({ kind: 'STAFF', staffCode: 'C-0001', role: 'CLERK' });
    expect(Object.isFrozen(caller)).toBe(true);
  });

  it('is a member of an institution if the token is a member’s, which names no role', async () => {
    const { accessToken } = await members.issue('M-0123456789AB');
    const caller = await authenticator.caller({ authorization: `Bearer ${accessToken}` }, 'POST');
    expect(caller).toEqual({ kind: 'MEMBER', memberCode: 'M-0123456789AB' });
    expect(Object.isFrozen(caller)).toBe(true);
  });

  it.each(['', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a b', 'Token x', 'DPoP', 'Bearer é'])(
    'is refused with the header "%s"',
    async (authorization) => {
      await expect(authenticator.caller({ authorization }, 'POST')).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      });
    },
  );

  it('is refused if a person’s token is sent under the scheme DPoP', async () => {
    const authorization = `DPoP ${await people.issue({ personId: '7', strength: 'SMS', session: 'x' })}`;
    await expect(authenticator.caller({ authorization, dpop: 'a.b.c' }, 'POST')).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});
