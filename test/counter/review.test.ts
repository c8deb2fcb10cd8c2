import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { approving, COUNTER, Counter } from '../../examples/clients/counter.js';
import type { Person } from '../../examples/clients/person-client.js';
import type { StaffClient } from '../../examples/clients/staff-client.js';
import { faultsOfLedger } from '../support/people/family.js';
import { ask } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3, notice: '理赔直付' } as const;
const QUEUE =
  'query ($counter: ID!) { pendingCounterApprovals(counter: $counter) { id clerk sessionId state } }';
const CASE = `query ($id: ID!) { counterApproval(id: $id) { id state clerk sessionId createdAt expiresAt returnReason
  evidence { documents signature notice } terms { mode maxUses items { item { code } } } request { notice } } }`;

let platform: Platform;
let counter: Counter;
let clerk: StaffClient;
let reviewer: StaffClient;
let person: Person;
beforeAll(async () => {
  platform = await startPlatform();
  clerk = await platform.staff('CLERK');
  reviewer = await platform.staff('REVIEWER');
});
beforeEach(() => {
  // A hall of its own for each test.
  counter = new Counter(platform.standInUrl, `YT-${++hall + 10}-01`);
  person = platform.someone();
});
let hall = 0;
afterAll(() => platform.stop());

async function waiting(by = clerk) {
  const request = { id: await ask(platform.insurer, person, CLAIM), notice: CLAIM.notice };
  const session = await counter.open(by, person);
  const variables = approving(session.id, request, { maxUses: 2 });
  const { approveAtCounter } = await by.run(COUNTER.APPROVE, variables);
  return { id: approveAtCounter.id as string, session, request, evidence: variables.input.evidence };
}
const queueOf = async (at: string, client = reviewer): Promise<string[]> =>
  (await client.run(QUEUE, { counter: at })).pendingCounterApprovals.map(({ id }: { id: string }) => id);
const looksAt = async (id: string) =>
  (
    await platform.database.sql(
      `SELECT count(*)::int AS looks FROM assent.ledger_entry WHERE kind = 'STAFF_LOOK' AND content->>'object' = $1`,
      [id],
    )
  )[0]!.looks;

describe('R-28: the queue of a reviewer', () => {
  it('lists what waits at the counter or in its hall, until its session is over', async () => {
    const { id, session } = await waiting();
    const hallCode = counter.code.slice(0, -3);
    expect(await queueOf(counter.code)).toEqual([id]);
    expect(await queueOf(hallCode)).toEqual([id]);
    expect(await queueOf(hallCode.slice(0, -1))).toEqual([]);
    expect((await reviewer.refusal(QUEUE, { counter: '%' })).code).toBe('BAD_USER_INPUT');
    expect(await looksAt(id)).toBe(0);
    await clerk.run(COUNTER.CLOSE, { id: session.id });
    expect(await queueOf(counter.code)).toEqual([]);
    expect((await reviewer.run(CASE, { id })).counterApproval.state).toBe('LAPSED');
  });

  it('has nothing of the reviewer’s own', async () => {
    const { id } = await waiting();
    const herself = await platform.staff('REVIEWER', person.certNo);
    expect(await queueOf(counter.code, herself)).toEqual([]);
    expect(await queueOf(counter.code)).toEqual([id]);
  });

  it('shows what was shown and agreed, with digests, and the look is recorded, by whichever way it comes', async () => {
    const { id, session, evidence } = await waiting();
    const { counterApproval } = await reviewer.run(CASE, { id });
    expect(counterApproval).toMatchObject({
      id,
      state: 'WAITING',
      clerk: clerk.identity.code,
      sessionId: session.id,
      expiresAt: session.expiresAt,
      evidence,
      terms: { mode: 'LIMITED', maxUses: 2 },
      request: { notice: CLAIM.notice },
    });
    expect(counterApproval.terms.items.length).toBeGreaterThan(1);
    expect(await looksAt(id)).toBe(1);
    await reviewer.run('query ($c: ID!) { pendingCounterApprovals(counter: $c) { id request { notice } } }', {
      c: counter.code,
    });
    expect(await looksAt(id)).toBe(2);
  });

  it('shows the clerk what came of it, and no other clerk', async () => {
    const { id } = await waiting();
    expect((await clerk.run(CASE, { id })).counterApproval.state).toBe('WAITING');
    const other = await platform.staff('CLERK');
    expect((await other.run(CASE, { id })).counterApproval).toBeNull();
    await reviewer.run(COUNTER.CONFIRM, { id });
    expect((await clerk.run(CASE, { id })).counterApproval.state).toBe('GIVEN');
    expect(await queueOf(counter.code)).toEqual([]);
  });
});

describe('R-28: a reviewer returns an approval', () => {
  it('with the reason; it takes no effect, and the person may sign for a new one', async () => {
    const { id, session, request } = await waiting();
    const { returnAtCounter } = await reviewer.run(COUNTER.RETURN, { id, reason: '签名与证件不符' });
    expect(returnAtCounter).toEqual({
      id,
      state: 'RETURNED',
      returnReason: '签名与证件不符',
      returnedBy: reviewer.identity.code,
      grant: null,
    });
    expect((await clerk.run(CASE, { id })).counterApproval.returnReason).toBe('签名与证件不符');
    expect((await reviewer.refusal(COUNTER.CONFIRM, { id })).code).toBe('FORBIDDEN');
    const again = await reviewer.run(COUNTER.RETURN, { id, reason: '别的' });
    expect(again.returnAtCounter.returnReason).toBe('签名与证件不符');
    const entries = await platform.database.sql(
      `SELECT content FROM assent.ledger_entry WHERE kind = 'COUNTER_RETURN' AND content->>'object' = $1`,
      [id],
    );
    expect(entries.map(({ content }) => content)).toMatchObject([
      { session: session.id, clerk: clerk.identity.code, reviewer: reviewer.identity.code },
    ]);
    const { approveAtCounter } = await clerk.run(COUNTER.APPROVE, approving(session.id, request));
    const { confirmAtCounter } = await reviewer.run(COUNTER.CONFIRM, { id: approveAtCounter.id });
    expect(confirmAtCounter.grant.status).toBe('ACTIVE');
    expect(await faultsOfLedger(platform.database)).toEqual([]);
  });

  it('not without a reason, not of one’s own, not once it is in force and not after the session', async () => {
    const { id, session } = await waiting();
    for (const reason of ['', ' ', 'x'.repeat(501)])
      expect((await reviewer.refusal(COUNTER.RETURN, { id, reason })).code).toBe('BAD_USER_INPUT');
    const herself = await platform.staff('REVIEWER', person.certNo);
    expect((await herself.refusal(COUNTER.RETURN, { id, reason: '退回' })).code).toBe('FORBIDDEN');
    await clerk.run(COUNTER.CLOSE, { id: session.id });
    expect((await reviewer.refusal(COUNTER.RETURN, { id, reason: '退回' })).code).toBe('FORBIDDEN');
    person = platform.someone();
    const given = await waiting();
    await reviewer.run(COUNTER.CONFIRM, { id: given.id });
    expect((await reviewer.refusal(COUNTER.RETURN, { id: given.id, reason: '退回' })).code).toBe('FORBIDDEN');
  });

  it('or confirms it: of both at once one succeeds', async () => {
    const { id } = await waiting();
    const other = await platform.staff('REVIEWER');
    const [confirmed, returned] = await Promise.all([
      reviewer.send(COUNTER.CONFIRM, { id }),
      other.send(COUNTER.RETURN, { id, reason: '退回' }),
    ]);
    expect([confirmed, returned].filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    const [row] = await platform.database.sql(
      'SELECT num_nonnulls(given_at, returned_at) AS answers FROM assent.counter_approval WHERE id = $1',
      [id],
    );
    expect(row!.answers).toBe(1);
  });

  it('and the database keeps it returned, by somebody else than clerk and person', async () => {
    const { id } = await waiting();
    const returning = (code: string) =>
      platform.database.sql(
        `UPDATE assent.counter_approval SET returned_by = $2, returned_at = now(), return_reason = '退回' WHERE id = $1`,
        [id, code],
      );
    await expect(returning(clerk.identity.code)).rejects.toThrow(/neither clerk nor person/);
    await reviewer.run(COUNTER.RETURN, { id, reason: '退回' });
    await expect(
      platform.database.sql(
        'UPDATE assent.counter_approval SET returned_by = NULL, returned_at = NULL, return_reason = NULL WHERE id = $1',
        [id],
      ),
    ).rejects.toThrow(/stays/);
  });
});
