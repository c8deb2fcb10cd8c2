import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cityDay } from '../../consent/kernel/city-time.js';
import { approving, COUNTER, Counter } from '../../examples/clients/counter.js';
import { nobodysCertNo, type StaffClient } from '../../examples/clients/staff-client.js';
import {
  APPROVE,
  askOf,
  CONFIRM,
  entriesOf,
  faultsOfLedger,
  madeFamily,
  proven,
  QUICK,
  QUICK_SELECTION,
} from '../support/people/family.js';
import { codeOf } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const NOTICE = '快速投保核验';

let platform: Platform;
let counter: Counter;
let clerk: StaffClient;
let reviewer: StaffClient;
beforeAll(async () => {
  platform = await startPlatform();
  counter = new Counter(platform.standInUrl);
  clerk = await platform.staff('CLERK');
  reviewer = await platform.staff('REVIEWER');
});
afterAll(() => platform.stop());

const asked = async (family: Awaited<ReturnType<typeof madeFamily>>) => ({
  id: await askOf(platform, family.child, { ...QUICK, notice: NOTICE } as typeof QUICK),
  notice: NOTICE,
});

describe('R-10, R-28: at the counter', () => {
  it('R-10: the guardian decides for a child, and every item takes a clerk and a reviewer', async () => {
    const family = await madeFamily(platform, 8);
    const request = await asked(family);
    const session = await counter.open(clerk, family.guardian);
    const { approveAtCounter: waiting } = await clerk.run(COUNTER.APPROVE, approving(session.id, request));
    // For an adult the items of this request take one clerk.
    expect(waiting).toMatchObject({ twoPeople: true, grant: null });
    const { confirmAtCounter } = await reviewer.run(COUNTER.CONFIRM, { id: waiting.id });
    const { id } = confirmAtCounter.grant;
    expect(codeOf(await platform.insurer.redeem(id, 'counter', QUICK_SELECTION))).toBeUndefined();
    await clerk.run(COUNTER.REVOKE, { sessionId: session.id, grantId: id });
    const entries = (await entriesOf(platform.database, id)).filter(({ kind }) => kind.startsWith('GRANT'));
    expect(entries.map(({ kind, content }) => [kind, content.role, content.channel])).toEqual([
      ['GRANT_GIVEN', 'GUARDIAN', 'COUNTER'],
      ['GRANT_REVOKED', 'GUARDIAN', 'COUNTER'],
    ]);
  });

  it('R-10: a guardian’s session lists what they can approve and revoke for a child, and an agent’s does not', async () => {
    const LISTED = 'query ($id: ID!) { counterSession(id: $id) { requests { id } grants { id status } } }';
    const family = await madeFamily(platform, 8);
    const request = await asked(family);
    const session = await counter.open(clerk, family.guardian);
    const { approveAtCounter: waiting } = await clerk.run(COUNTER.APPROVE, approving(session.id, request));
    const { grant } = (await reviewer.run(COUNTER.CONFIRM, { id: waiting.id })).confirmAtCounter;
    const pending = await asked(family);
    expect((await clerk.run(LISTED, { id: session.id })).counterSession).toEqual({
      requests: [{ id: pending.id }],
      grants: [{ id: grant.id, status: 'ACTIVE' }],
    });
    const power = {
      recipients: [platform.insurer.identity.code],
      purposes: [QUICK.purpose],
      validFrom: cityDay(new Date()),
      validUntil: cityDay(new Date()),
    };
    const byAgent = await counter.open(clerk, family.guardian, {
      holder: { certNo: nobodysCertNo(902) },
      power,
    });
    expect((await clerk.run(LISTED, { id: byAgent.id })).counterSession).toEqual({
      requests: [],
      grants: [],
    });
  });

  it('R-11: of a ward of 15 a guardian’s session lists the grant, which they can revoke, and no request', async () => {
    const LISTED = 'query ($id: ID!) { counterSession(id: $id) { requests { id } grants { id status } } }';
    const family = await madeFamily(platform, 15);
    const client = await platform.person(family.child).signIn('FACE');
    const given = await askOf(platform, family.child);
    const { approveConsentRequest: grant } = await client.run(APPROVE, await proven(client, given));
    await asked(family);
    const session = await counter.open(clerk, family.guardian);
    expect((await clerk.run(LISTED, { id: session.id })).counterSession).toEqual({
      requests: [],
      grants: [{ id: grant.id, status: 'SUSPENDED' }],
    });
    const revoked = await clerk.run(COUNTER.REVOKE, { sessionId: session.id, grantId: grant.id });
    expect(revoked.revokeAtCounter.status).toBe('REVOKED');
    expect((await clerk.run(LISTED, { id: session.id })).counterSession.grants).toEqual([]);
  });

  it('R-10: a guardian cannot delegate the decision for a child to an agent', async () => {
    const family = await madeFamily(platform, 8);
    const request = await asked(family);
    const today = cityDay(new Date());
    const power = {
      recipients: [platform.insurer.identity.code],
      purposes: [QUICK.purpose],
      validFrom: today,
      validUntil: today,
    };
    const session = await counter.open(clerk, family.guardian, {
      holder: { certNo: nobodysCertNo(901) },
      power,
    });
    expect(await clerk.refusal(COUNTER.APPROVE, approving(session.id, request))).toMatchObject({
      code: 'FORBIDDEN',
      message: 'The guardian must come in person.',
    });
  });

  it('R-10: an agent of the guardian takes back no grant of the child', async () => {
    const family = await madeFamily(platform, 8);
    const request = await asked(family);
    const inPerson = await counter.open(clerk, family.guardian);
    const { approveAtCounter } = await clerk.run(COUNTER.APPROVE, approving(inPerson.id, request));
    const { grant } = (await reviewer.run(COUNTER.CONFIRM, { id: approveAtCounter.id })).confirmAtCounter;
    const today = cityDay(new Date());
    const byAgent = await counter.open(clerk, family.guardian, {
      holder: { certNo: nobodysCertNo(903) },
      power: {
        recipients: [platform.insurer.identity.code],
        purposes: [QUICK.purpose],
        validFrom: today,
        validUntil: today,
      },
    });
    expect(await clerk.refusal(COUNTER.REVOKE, { sessionId: byAgent.id, grantId: grant.id })).toMatchObject({
      code: 'FORBIDDEN',
      message: 'The guardian must come in person.',
    });
  });

  it('R-10: neither a child alone nor a stranger can decide for the child', async () => {
    const family = await madeFamily(platform, 8);
    expect((await clerk.refusal(COUNTER.OPEN, await counter.opening(family.child))).code).toBe('FORBIDDEN');
    const stranger = await counter.open(clerk, platform.someone());
    const request = await asked(family);
    expect((await clerk.refusal(COUNTER.APPROVE, approving(stranger.id, request))).code).toBe('NOT_FOUND');
  });

  it('R-11: a grant that a person of 14 to 17 gives waits for a guardian', async () => {
    const family = await madeFamily(platform, 15);
    const request = await asked(family);
    const session = await counter.open(clerk, family.child);
    const { approveAtCounter: waiting } = await clerk.run(COUNTER.APPROVE, approving(session.id, request));
    const given =
      waiting.grant ?? (await reviewer.run(COUNTER.CONFIRM, { id: waiting.id })).confirmAtCounter.grant;
    expect(given.status).toBe('SUSPENDED');
    const guardian = await platform.person(family.guardian).signIn('FACE');
    const { confirmGrantForWard } = await guardian.run(CONFIRM, await proven(guardian, given.id));
    expect(confirmGrantForWard).toMatchObject({ status: 'ACTIVE', awaitingGuardian: false });
  });
});

it('R-21: every ledger entry of these tests has the documented form', async () => {
  expect(await faultsOfLedger(platform.database)).toEqual([]);
});
