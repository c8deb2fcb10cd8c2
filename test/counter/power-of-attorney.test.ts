import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cityDay } from '../../consent/kernel/city-time.js';
import { approving, COUNTER, Counter, type Power } from '../../examples/clients/counter.js';
import type { Person } from '../../examples/clients/person-client.js';
import type { RecipientClient } from '../../examples/clients/recipient-client.js';
import { nobodysCertNo, type StaffClient } from '../../examples/clients/staff-client.js';
import { expectOneGrowingLog, untilIntegrated } from '../support/database/tree-of.js';
import { ask, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3, notice: '理赔直付' } as const;
const INSURED = {
  purpose: 'CLAIM_ELIGIBILITY_CHECK',
  mode: 'LIMITED',
  maxUses: 3,
  notice: '资格核验',
  items: [{ item: 'INSUTYPE' }],
} as const;

const day = (offset: number) => cityDay(new Date(Date.now() + offset * 86_400_000));

let platform: Platform;
let counter: Counter;
let clerk: StaffClient;
let reviewer: StaffClient;
let person: Person;
let power: Power;
const agent = { certNo: nobodysCertNo(900) };
beforeAll(async () => {
  platform = await startPlatform();
  counter = new Counter(platform.standInUrl);
  clerk = await platform.staff('CLERK');
  reviewer = await platform.staff('REVIEWER');
  power = {
    recipients: [platform.insurer.identity.code],
    purposes: ['CLAIM_DIRECT_PAY', 'CLAIM_ELIGIBILITY_CHECK'],
    validFrom: day(-1),
    validUntil: day(0),
  };
});
beforeEach(() => {
  person = platform.someone();
});
afterAll(async () => {
  await untilIntegrated(platform.database);
  await expectOneGrowingLog(platform.database);
  await platform.stop();
});

const asked = async (recipient: RecipientClient, terms: typeof CLAIM | typeof INSURED) => ({
  id: await ask(recipient, person, terms),
  notice: terms.notice,
});
const opened = (changed: Partial<Power> = {}) =>
  counter.open(clerk, person, { holder: agent, power: { ...power, ...changed } });

describe('R-28: an agent under a power of attorney', () => {
  it('can approve in the person’s name what the power covers, and the person receives an SMS about it', async () => {
    const request = await asked(platform.insurer, CLAIM);
    const session = await opened();
    const { approveAtCounter: waiting } = await clerk.run(COUNTER.APPROVE, approving(session.id, request));
    const { confirmAtCounter } = await reviewer.run(COUNTER.CONFIRM, { id: waiting.id });
    expect(confirmAtCounter.grant.status).toBe('ACTIVE');
    const [given] = await platform.database.sql(
      "SELECT content FROM assent.ledger_entry WHERE grant_id = $1 AND kind = 'GRANT_GIVEN'",
      [confirmAtCounter.grant.id],
    );
    expect(given!.content).toMatchObject({ role: 'AGENT', channel: 'COUNTER' });
    expect(JSON.stringify(given)).not.toMatch(new RegExp(`${agent.certNo}|${person.certNo}|${person.name}`));
    const [message] = (await (await fetch(`${platform.standInUrl}/sms/${person.mobile}`)).json()) as any[];
    expect(message.text).toContain('您的代理人');
  });

  it('can neither see nor approve nor revoke anything for another recipient or purpose', async () => {
    const other = await asked(platform.otherInsurer, INSURED);
    const grant = await give(platform, {
      asks: INSURED,
      to: platform.otherInsurer,
      by: await platform.person(person).signIn('FACE'),
    });
    const purpose = await asked(platform.insurer, CLAIM);
    const session = await opened({ purposes: ['CLAIM_ELIGIBILITY_CHECK'] });
    expect([session.requests, session.grants]).toEqual([[], []]);
    for (const request of [other, purpose])
      expect((await clerk.refusal(COUNTER.APPROVE, approving(session.id, request))).code).toBe('FORBIDDEN');
    const revoking = { sessionId: session.id, grantId: grant.id };
    expect((await clerk.refusal(COUNTER.REVOKE, revoking)).code).toBe('FORBIDDEN');
  });

  it.each<[string, Partial<Power>, string]>([
    ['has expired', { validFrom: '2020-01-01', validUntil: day(-1) }, 'FORBIDDEN'],
    ['is not yet in force', { validFrom: day(1), validUntil: day(9) }, 'FORBIDDEN'],
    ['ends before it begins', { validUntil: '2020-01-01' }, 'BAD_USER_INPUT'],
    ['names no recipient', { recipients: [] }, 'BAD_USER_INPUT'],
    ['names no purpose', { purposes: [] }, 'BAD_USER_INPUT'],
    ['names every purpose by a wildcard', { purposes: ['*'] }, 'BAD_USER_INPUT'],
  ])('is refused if the power %s', async (_, changed, code) => {
    const opening = await counter.opening(person, { holder: agent, power: { ...power, ...changed } });
    expect((await clerk.refusal(COUNTER.OPEN, opening)).code).toBe(code);
  });

  it('cannot act after the last day of the power, even in an open session', async () => {
    const request = await asked(platform.insurer, INSURED);
    const grave = await asked(platform.insurer, CLAIM);
    const [clock] = await platform.database.sql(
      `SELECT extract(epoch FROM ($1::date + time '23:55') AT TIME ZONE 'Asia/Shanghai' - assent.now())::int AS seconds`,
      [day(0)],
    );
    await platform.database.advance(clock!.seconds);
    try {
      const session = await opened();
      const { approveAtCounter: waiting } = await clerk.run(COUNTER.APPROVE, approving(session.id, grave));
      await platform.database.advance(10 * 60);
      const late = approving(session.id, request);
      expect((await clerk.refusal(COUNTER.APPROVE, late)).code).toBe('FORBIDDEN');
      expect((await reviewer.refusal(COUNTER.CONFIRM, { id: waiting.id })).code).toBe('FORBIDDEN');
      await platform.database.advance(-10 * 60);
    } finally {
      await platform.database.advance(-clock!.seconds);
    }
  });

  it('cannot be the clerk, another member of staff, the reviewer or the person', async () => {
    for (const holder of [clerk.identity, reviewer.identity, person]) {
      const opening = await counter.opening(person, { holder, power });
      expect((await clerk.refusal(COUNTER.OPEN, opening)).code).toBe('FORBIDDEN');
    }
    const session = await opened();
    const request = await asked(platform.insurer, CLAIM);
    const { approveAtCounter: waiting } = await clerk.run(COUNTER.APPROVE, approving(session.id, request));
    const hired = await platform.staff('REVIEWER', agent.certNo);
    expect((await hired.refusal(COUNTER.CONFIRM, { id: waiting.id })).code).toBe('FORBIDDEN');
  });
});
