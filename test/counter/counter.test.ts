import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { approving, COUNTER, Counter, evidenceOf, sha256 } from '../../examples/clients/counter.js';
import type { Person } from '../../examples/clients/person-client.js';
import type { StaffClient } from '../../examples/clients/staff-client.js';
import { expectOneGrowingLog, untilIntegrated } from '../support/database/tree-of.js';
import { type Asking, ask, codeOf, give, namedOnly } from '../support/people/giving.js';
import { disabled } from '../support/people/staff.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3, notice: '理赔直付' } as const;
/** Whether somebody is insured, without the ID number: no item of level 3. */
const INSURED = {
  purpose: 'CLAIM_ELIGIBILITY_CHECK',
  mode: 'LIMITED',
  maxUses: 3,
  notice: '资格核验',
  items: [{ item: 'INSUTYPE' }, { item: 'PSN_INSU_STAS' }],
} as const;
const SETTLED = 'id person { settlements { nodes { settlementId totalFee } } }';
const ENROLLED = 'id person { enrolments { nodes { insuranceType insuredStatus } } }';

let platform: Platform;
let counter: Counter;
let clerk: StaffClient;
let reviewer: StaffClient;
let person: Person;
beforeAll(async () => {
  platform = await startPlatform();
  counter = new Counter(platform.standInUrl);
  clerk = await platform.staff('CLERK');
  reviewer = await platform.staff('REVIEWER');
});
beforeEach(() => {
  person = platform.someone();
});
afterAll(async () => {
  await untilIntegrated(platform.database);
  await expectOneGrowingLog(platform.database);
  await platform.stop();
});

const asking = async (terms: Asking & { notice: string }) => ({
  id: await ask(platform.insurer, person, terms),
  notice: terms.notice,
});
const approve = async (sessionId: string, request: { id: string; notice: string }, changed = {}) =>
  (await clerk.run(COUNTER.APPROVE, approving(sessionId, request, changed))).approveAtCounter;
const refusal = (client: StaffClient, query: string, variables: Record<string, unknown>) =>
  client.refusal(query, variables);
const messagesOf = async ({ mobile }: Person): Promise<string[]> =>
  ((await (await fetch(`${platform.standInUrl}/sms/${mobile}`)).json()) as { text: string }[]).map(
    ({ text }) => text,
  );
const entriesOf = (grantId: string) =>
  platform.database.sql('SELECT kind, content FROM assent.ledger_entry WHERE grant_id = $1 ORDER BY id', [
    grantId,
  ]);
const statusOf = async ({ id }: { id: string }) =>
  (await platform.insurer.run('query ($id: ID!) { consentRequest(id: $id) { status } }', { id }))
    .consentRequest.status;

describe('R-28: a counter session', () => {
  it.each(['scan', 'readCard'] as const)(
    'opens with the person’s card or e-voucher (%s), which is accepted once',
    async (how) => {
      const request = await asking(INSURED);
      const identity = await counter[how](person);
      const { openCounterSession: session } = await clerk.run(COUNTER.OPEN, {
        input: { identity, counter: counter.code },
      });
      expect(session.requests).toEqual([request]);
      expect(session.identifiedBy).toBe(how === 'scan' ? 'EVOUCHER' : 'CARD');
      const [entry] = await platform.database.sql(
        "SELECT content FROM assent.ledger_entry WHERE kind = 'COUNTER_SESSION' AND content->>'session' = $1",
        [session.id],
      );
      expect(entry!.content).toMatchObject({ clerk: clerk.identity.code, counter: counter.code });
      expect(JSON.stringify(entry)).not.toContain(person.certNo);
      expect(
        await refusal(clerk, COUNTER.OPEN, { input: { identity, counter: counter.code } }),
      ).toMatchObject({
        code: 'AUTHENTICATION_FAILED',
      });
    },
  );

  it('does not open with another ticket, or for somebody who cannot be served alone', async () => {
    const { card } = await counter.readCard(person);
    const { evoucher } = await counter.scan(person);
    const elsewhere = await new Counter(platform.standInUrl, 'YT-09-01').readCard(person);
    for (const [identity, code] of [
      [{}, 'BAD_USER_INPUT'],
      [{ card, evoucher }, 'BAD_USER_INPUT'],
      [{ card: evoucher }, 'AUTHENTICATION_FAILED'],
      [{ evoucher: card }, 'AUTHENTICATION_FAILED'],
      [{ evoucher: 'x' }, 'AUTHENTICATION_FAILED'],
      [elsewhere, 'AUTHENTICATION_FAILED'],
      [await counter.readCard({ certNo: '379900188001010023' }), 'FORBIDDEN'],
      [await counter.readCard(platform.someone('DECEASED')), 'FORBIDDEN'],
      [await counter.readCard(platform.someone('CHILD_UNDER_14')), 'FORBIDDEN'],
    ] as const)
      expect((await refusal(clerk, COUNTER.OPEN, { input: { identity, counter: counter.code } })).code).toBe(
        code,
      );
  });

  it('can be opened by clerks only', async () => {
    const opening = await counter.opening(person);
    expect((await reviewer.refusal(COUNTER.OPEN, opening)).code).toBe('FORBIDDEN');
    expect((await platform.anonymous.refusal(COUNTER.OPEN, opening)).code).toBe('UNAUTHENTICATED');
    const me = await platform.person(person).signIn('FACE');
    expect((await me.refusal(COUNTER.OPEN, opening)).code).toBe('FORBIDDEN');
    expect((await platform.insurer.refusal(COUNTER.OPEN, opening)).code).toBe('FORBIDDEN');
  });

  it('closes when the clerk opens the next one', async () => {
    const request = await asking(INSURED);
    const before = await counter.open(clerk, person);
    await counter.open(clerk, platform.someone());
    expect((await refusal(clerk, COUNTER.APPROVE, approving(before.id, request))).code).toBe('FORBIDDEN');
    expect(await statusOf(request)).toBe('PENDING');
  });

  it('shows the clerk requests and grants, and no disclosure', async () => {
    const { id } = await give(platform, {
      asks: INSURED,
      by: await platform.person(person).signIn('FACE'),
    });
    const session = await counter.open(clerk, person);
    expect(session.grants).toEqual([{ id }]);
    const SPY = 'query ($id: ID!) { counterSession(id: $id) { grants { disclosures { nodes { id } } } } }';
    expect((await refusal(clerk, SPY, { id: session.id })).code).toBe('FORBIDDEN');
  });
});

describe('R-28: an approval at the counter', () => {
  it('takes one clerk below level 3 and counts as SCAN', async () => {
    const request = await asking(INSURED);
    const session = await counter.open(clerk, person);
    const evidence = evidenceOf(request.notice);
    const { grant, twoPeople } = await approve(session.id, request, { evidence, ...namedOnly(INSURED) });
    expect([twoPeople, grant.status]).toEqual([false, 'ACTIVE']);
    expect(codeOf(await platform.insurer.redeem(grant.id, 'one', ENROLLED))).toBeUndefined();
    const [given] = await entriesOf(grant.id);
    expect(given).toMatchObject({
      kind: 'GRANT_GIVEN',
      content: {
        channel: 'COUNTER',
        clerk: clerk.identity.code,
        reviewer: null,
        counter: counter.code,
        strength: 'SCAN',
        noticeDigest: sha256(request.notice),
        evidence,
      },
    });
  });

  it('takes a clerk and a reviewer for level 3, whose check counts as FACE (R-27)', async () => {
    const request = await asking(CLAIM);
    const session = await counter.open(clerk, person);
    const waiting = await approve(session.id, request);
    expect(waiting).toMatchObject({ twoPeople: true, grant: null, reviewer: null });
    expect(await statusOf(request)).toBe('PENDING');
    expect(await messagesOf(person)).toEqual([]);
    const { confirmAtCounter: confirmed } = await reviewer.run(COUNTER.CONFIRM, { id: waiting.id });
    expect(confirmed).toMatchObject({ reviewer: reviewer.identity.code, grant: { status: 'ACTIVE' } });
    expect(await statusOf(request)).toBe('APPROVED');
    const [given] = await entriesOf(confirmed.grant.id);
    expect(given!.content).toMatchObject({
      clerk: clerk.identity.code,
      reviewer: reviewer.identity.code,
      strength: 'FACE',
    });
    expect(codeOf(await platform.insurer.redeem(confirmed.grant.id, 'one', SETTLED))).toBeUndefined();
    // A second confirmation changes nothing.
    const { confirmAtCounter: again } = await reviewer.run(COUNTER.CONFIRM, { id: waiting.id });
    expect(again.grant).toMatchObject({ id: confirmed.grant.id, usesRemaining: 2 });
    expect(await entriesOf(confirmed.grant.id)).toHaveLength(2);
  });

  it('can narrow the terms and needs the second confirmation for sensitive items', async () => {
    const request = await asking(CLAIM);
    const session = await counter.open(clerk, person);
    const unconfirmed = approving(session.id, request, { sensitiveConfirmed: false });
    expect((await refusal(clerk, COUNTER.APPROVE, unconfirmed)).code).toBe('SENSITIVE_CONFIRMATION_REQUIRED');
    const dropped = approving(session.id, request, { items: ['HILIST_NAME'] });
    expect((await refusal(clerk, COUNTER.APPROVE, dropped)).code).toMatch(
      /REQUIRED_ITEM_MISSING|ITEM_NOT_ALLOWED/,
    );
    const { id } = await approve(session.id, request, { mode: 'ONE_TIME' });
    const { confirmAtCounter } = await reviewer.run(COUNTER.CONFIRM, { id });
    expect(confirmAtCounter.grant).toMatchObject({ mode: 'ONE_TIME', usesRemaining: 1 });
  });

  it.each([
    ['no paper', { documents: [] }],
    ['a signature that is no digest', { signature: '张三' }],
    ['the digest of another notice', { notice: sha256('别的告知书') }],
  ])('is refused if the evidence has %s', async (_, wrong) => {
    const request = await asking(INSURED);
    const session = await counter.open(clerk, person);
    const evidence = { ...evidenceOf(request.notice), ...wrong };
    const { code } = await refusal(clerk, COUNTER.APPROVE, approving(session.id, request, { evidence }));
    expect(code).toBe('BAD_USER_INPUT');
    expect(await statusOf(request)).toBe('PENDING');
  });

  it('is refused if its signature is that of another request, two at once included', async () => {
    const [first, second] = [await asking(INSURED), await asking(INSURED)];
    const session = await counter.open(clerk, person);
    const evidence = evidenceOf(first.notice);
    const answers = await Promise.all(
      [first, second].map((request) =>
        clerk.send(COUNTER.APPROVE, approving(session.id, request, { evidence, ...namedOnly(INSURED) })),
      ),
    );
    expect(answers.map(codeOf).sort()).toEqual(['BAD_USER_INPUT', undefined]);
    expect(answers.flatMap(({ errors }) => errors)[0]!.extensions.field).toBe('evidence.signature');
    expect([await statusOf(first), await statusOf(second)].sort()).toEqual(['APPROVED', 'PENDING']);
    const waiting = await asking(CLAIM);
    const again = approving(session.id, waiting, {
      evidence: { ...evidenceOf(waiting.notice), signature: evidence.signature },
    });
    expect((await refusal(clerk, COUNTER.APPROVE, again)).code).toBe('BAD_USER_INPUT');
  });

  it('is announced to the person by SMS at once', async () => {
    const request = await asking(INSURED);
    const session = await counter.open(clerk, person);
    await approve(session.id, request, namedOnly(INSURED));
    const [message] = await messagesOf(person);
    expect(message).toContain(`在${counter.code}窗口授权：${platform.insurer.identity.name}`);
    expect(message).not.toContain(person.name);
  });

  it('gives no grant if the message cannot be stored', async () => {
    const request = await asking(INSURED);
    const session = await counter.open(clerk, person);
    await platform.database.sql('ALTER TABLE assent.message ADD CONSTRAINT broken CHECK (false) NOT VALID');
    try {
      const given = approving(session.id, request, namedOnly(INSURED));
      expect((await refusal(clerk, COUNTER.APPROVE, given)).code).toBe('UNAVAILABLE');
    } finally {
      await platform.database.sql('ALTER TABLE assent.message DROP CONSTRAINT broken');
    }
    expect(await statusOf(request)).toBe('PENDING');
    const grants = await platform.database.sql('SELECT id FROM assent.consent_grant WHERE request_id = $1', [
      request.id,
    ]);
    expect(grants).toEqual([]);
  });
});

describe('R-28: the counter refuses', () => {
  it('an act without a session, in another clerk’s session, or for another person', async () => {
    const request = await asking(INSURED);
    const other = await platform.staff('CLERK');
    const session = await counter.open(other, person);
    for (const id of ['x', '0199d2a0-0000-7000-8000-000000000000', session.id])
      expect((await refusal(clerk, COUNTER.APPROVE, approving(id, request))).code).toBe('NOT_FOUND');
    const elses = await counter.open(clerk, platform.someone());
    expect((await refusal(clerk, COUNTER.APPROVE, approving(elses.id, request))).code).toBe('NOT_FOUND');
    const { id: grantId } = await give(platform, { asks: INSURED });
    const revoking = { sessionId: elses.id, grantId };
    expect((await refusal(clerk, COUNTER.REVOKE, revoking)).code).toBe('NOT_FOUND');
    expect(await statusOf(request)).toBe('PENDING');
  });

  it('an approval or a confirmation after the session has expired or was closed', async () => {
    const request = await asking(CLAIM);
    const session = await counter.open(clerk, person);
    const waiting = await approve(session.id, request);
    await clerk.run(COUNTER.CLOSE, { id: session.id });
    expect((await refusal(clerk, COUNTER.APPROVE, approving(session.id, request))).code).toBe('FORBIDDEN');
    expect((await refusal(reviewer, COUNTER.CONFIRM, { id: waiting.id })).code).toBe('FORBIDDEN');
    const again = await counter.open(clerk, person);
    const late = await approve(again.id, request);
    await platform.database.advance(15 * 60);
    try {
      expect((await refusal(clerk, COUNTER.APPROVE, approving(again.id, request))).code).toBe('FORBIDDEN');
      expect((await refusal(reviewer, COUNTER.CONFIRM, { id: late.id })).code).toBe('FORBIDDEN');
    } finally {
      await platform.database.advance(-15 * 60);
    }
    expect(await statusOf(request)).toBe('PENDING');
  });

  it('a reviewer who is the clerk, the person, or the clerk under another account', async () => {
    const request = await asking(CLAIM);
    const leaving = await platform.staff('CLERK');
    const session = await counter.open(leaving, person);
    const { approveAtCounter: waiting } = await leaving.run(COUNTER.APPROVE, approving(session.id, request));
    expect((await refusal(leaving, COUNTER.CONFIRM, { id: waiting.id })).code).toBe('FORBIDDEN');
    const herself = await platform.staff('REVIEWER', person.certNo);
    expect((await refusal(herself, COUNTER.CONFIRM, { id: waiting.id })).code).toBe('FORBIDDEN');
    // A trigger of the database refuses it too.
    for (const code of [leaving.identity.code, herself.identity.code])
      await expect(
        platform.database.sql('UPDATE assent.counter_approval SET reviewer = $2 WHERE id = $1', [
          waiting.id,
          code,
        ]),
      ).rejects.toThrow(/neither clerk nor person/);
    await disabled(platform, leaving.identity.code);
    const promoted = await platform.staff('REVIEWER', leaving.identity.certNo);
    expect((await refusal(promoted, COUNTER.CONFIRM, { id: waiting.id })).code).toMatch(
      /FORBIDDEN|UNAUTHENTICATED/,
    );
    expect(await statusOf(request)).toBe('PENDING');
  });

  it('a clerk who serves themselves', async () => {
    const insider = await platform.staff('CLERK', person.certNo);
    expect((await refusal(insider, COUNTER.OPEN, await counter.opening(person))).code).toBe('FORBIDDEN');
  });

  it('a clerk who was disabled while the token is still valid', async () => {
    const request = await asking(INSURED);
    const leaving = await platform.staff('CLERK');
    const session = await counter.open(leaving, person);
    await disabled(platform, leaving.identity.code);
    for (const [query, variables] of [
      [COUNTER.APPROVE, approving(session.id, request)],
      [COUNTER.OPEN, await counter.opening(person)],
      ['query ($id: ID!) { counterSession(id: $id) { id } }', { id: session.id }],
      [COUNTER.REVOKE, { sessionId: session.id, grantId: request.id }],
    ] as const)
      expect((await refusal(leaving, query, variables)).code).toBe('UNAUTHENTICATED');
    expect(await statusOf(request)).toBe('PENDING');
  });

  it('to give a second grant when two reviewers confirm at once', async () => {
    const request = await asking(CLAIM);
    const session = await counter.open(clerk, person);
    const { id } = await approve(session.id, request);
    const second = await platform.staff('REVIEWER');
    const answers = await Promise.all([reviewer, second].map((one) => one.run(COUNTER.CONFIRM, { id })));
    const [one, two] = answers.map(({ confirmAtCounter }) => confirmAtCounter.grant.id);
    expect(one).toBe(two);
    expect(await messagesOf(person)).toHaveLength(1);
  });
});

describe('R-06: a revocation at the counter', () => {
  it('is offered for a grant that is suspended or used up, and for none that is over', async () => {
    const me = await platform.person(person).signIn('FACE');
    const one = () => give(platform, { asks: { ...INSURED, maxUses: 2 }, by: me });
    const [paused, usedUp, live, revoked] = [await one(), await one(), await one(), await one()];
    for (const key of ['one', 'two']) await platform.insurer.redeem(usedUp.id, key, ENROLLED);
    await platform.database.sql('UPDATE assent.consent_grant SET suspended_at = assent.now() WHERE id = $1', [
      paused.id,
    ]);
    await me.revoke(revoked.id);
    const session = await counter.open(clerk, person);
    const LISTED = 'query ($id: ID!) { counterSession(id: $id) { grants { id status } } }';
    const { grants } = (await clerk.run(LISTED, { id: session.id })).counterSession;
    expect(grants).toEqual([
      { id: live.id, status: 'ACTIVE' },
      { id: usedUp.id, status: 'EXHAUSTED' },
      { id: paused.id, status: 'SUSPENDED' },
    ]);
    for (const { id } of grants) {
      const { revokeAtCounter } = await clerk.run(COUNTER.REVOKE, { sessionId: session.id, grantId: id });
      expect(revokeAtCounter.status).toBe('REVOKED');
    }
  });

  it('takes one clerk and one step even if the approval took two people, and takes effect at once', async () => {
    const request = await asking(CLAIM);
    const session = await counter.open(clerk, person);
    const waiting = await approve(session.id, request);
    const { confirmAtCounter } = await reviewer.run(COUNTER.CONFIRM, { id: waiting.id });
    const grantId = confirmAtCounter.grant.id;
    const { revokeAtCounter } = await clerk.run(COUNTER.REVOKE, { sessionId: session.id, grantId });
    expect(revokeAtCounter.status).toBe('REVOKED');
    expect(codeOf(await platform.insurer.redeem(grantId, 'after', SETTLED))).toBe('GRANT_REVOKED');
    const entries = await entriesOf(grantId);
    expect(entries.find(({ kind }) => kind === 'GRANT_REVOKED')!.content).toMatchObject({
      channel: 'COUNTER',
      clerk: clerk.identity.code,
      counter: counter.code,
    });
    expect((await messagesOf(person))[0]).toContain('撤回授权');
  });

  it('is possible for a grant that was given online', async () => {
    const { id } = await give(platform, {
      asks: INSURED,
      by: await platform.person(person).signIn('FACE'),
    });
    const session = await counter.open(clerk, person);
    const { revokeAtCounter } = await clerk.run(COUNTER.REVOKE, { sessionId: session.id, grantId: id });
    expect(revokeAtCounter.status).toBe('REVOKED');
  });
});
