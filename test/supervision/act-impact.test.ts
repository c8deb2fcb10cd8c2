import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf, copies, give } from '../support/people/giving.js';
import { type Acting, CONFIRM_ACT, Officers } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const CLAIM = { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3 } as const;
const IMPACT = 'query ($input: ProposeActInput!) { actImpact(input: $input) { grants people items } }';
const WITHDRAW = 'mutation ($id: ID!) { withdrawAct(id: $id) { id state withdrawnAt expiresAt proposedAt } }';
const LIST = `query ($first: Int, $before: ID, $state: OfficerActState, $kind: OfficerActKind, $recipient: ID) {
  officerActs(first: $first, before: $before, state: $state, kind: $kind, recipient: $recipient) { id state } }`;

let platform: Platform;
let officers: Officers;
let insurer: string;
beforeAll(async () => {
  platform = await startPlatform();
  officers = await Officers.of(platform);
  insurer = platform.insurer.identity.code;
});
afterAll(() => platform.stop());

const impactOf = async (acting: Acting) =>
  (await officers.one.run(IMPACT, { input: { reason: '', ...acting } })).actImpact;

describe('R-34: the impact of an act', () => {
  it('is 0 where there is nothing, and not told while it is small', async () => {
    const freeze = { kind: 'FREEZE_RECIPIENT', recipient: insurer };
    expect(await impactOf(freeze)).toEqual({ grants: 0, people: 0, items: 0 });
    const { id, owner } = await give(platform, { asks: CLAIM });
    expect(await impactOf(freeze)).toEqual({ grants: null, people: null, items: null });
    await copies(platform.database, id, 11);
    // Twelve grants, but of one person.
    expect(await impactOf(freeze)).toEqual({ grants: 12, people: null, items: null });
    for (let more = 0; more < 9; more += 1) await give(platform, { asks: CLAIM });
    const whole = await impactOf(freeze);
    expect(whole).toMatchObject({ grants: 21, people: 10 });
    expect(whole.items).toBeGreaterThan(5);
    const raise = { kind: 'PUBLISH_CATALOGUE', raises: [{ item: 'SETL_ID', level: 3 }] };
    expect(await impactOf(raise)).toEqual({ grants: 21, people: 10, items: 1 });
    await owner.run('mutation ($id: ID!) { revokeGrant(id: $id) { id } }', { id });
    expect(await impactOf(freeze)).toMatchObject({ grants: 20 });
    expect(await impactOf({ ...freeze, recipient: platform.otherInsurer.identity.code })).toMatchObject({
      grants: 0,
    });
  });

  it('is refused as the act would be, and counts for officers only', async () => {
    const refused = async (acting: Acting) =>
      (await officers.one.refusal(IMPACT, { input: { reason: '', ...acting } })).code;
    expect(await refused({ kind: 'SUSPEND_RECIPIENT', recipient: 'NOBODY' })).toBe('NOT_FOUND');
    expect(await refused({ kind: 'SUSPEND_RECIPIENT' })).toBe('BAD_USER_INPUT');
    expect(await refused({ kind: 'PUBLISH_CATALOGUE', raises: [{ item: 'SETL_ID', level: 1 }] })).toBe(
      'BAD_USER_INPUT',
    );
  });
});

describe('R-34: an act that was proposed by mistake', () => {
  it('is taken back by whoever proposed it, and then nobody can confirm it', async () => {
    const { id } = await officers.propose({ kind: 'SUSPEND_RECIPIENT', recipient: insurer });
    expect((await officers.other.refusal(WITHDRAW, { id })).code).toBe('FORBIDDEN');
    const { withdrawAct } = await officers.one.run(WITHDRAW, { id });
    expect(withdrawAct.state).toBe('WITHDRAWN');
    expect(Date.parse(withdrawAct.expiresAt) - Date.parse(withdrawAct.proposedAt)).toBe(86_400_000);
    expect((await officers.one.run(WITHDRAW, { id })).withdrawAct).toEqual(withdrawAct);
    expect((await officers.other.refusal(CONFIRM_ACT, { id })).code).toBe('FORBIDDEN');
    await expect(
      platform.database.sql(`UPDATE assent.officer_act SET withdrawn_at = NULL WHERE id = $1`, [id]),
    ).rejects.toThrow(/may not change so/);
  });

  it('is not taken back once it is in effect, nor after a day', async () => {
    const done = await officers.act({ kind: 'SUSPEND_RECIPIENT', recipient: insurer });
    expect((await officers.one.refusal(WITHDRAW, { id: done.id })).code).toBe('FORBIDDEN');
    await officers.act({ kind: 'REINSTATE_RECIPIENT', recipient: insurer });
    const late = await officers.propose({ kind: 'SUSPEND_RECIPIENT', recipient: insurer });
    await platform.database.advance(86_400);
    try {
      expect((await officers.one.refusal(WITHDRAW, { id: late.id })).code).toMatch(
        /FORBIDDEN|UNAUTHENTICATED/,
      );
      const [act] = (await officers.one.run(LIST, { state: 'LAPSED' })).officerActs;
      expect(act.id).toBe(late.id);
    } finally {
      await platform.database.advance(-86_400);
    }
  });

  it('or is confirmed: of both at once one succeeds', async () => {
    const { id } = await officers.propose({ kind: 'SUSPEND_RECIPIENT', recipient: insurer });
    const answers = await Promise.all([
      officers.one.send(WITHDRAW, { id }),
      officers.other.send(CONFIRM_ACT, { id }),
    ]);
    expect(answers.map(codeOf).filter((code) => code === undefined)).toHaveLength(1);
    if (codeOf(answers[1]!) === undefined)
      await officers.act({ kind: 'REINSTATE_RECIPIENT', recipient: insurer });
  });
});

describe('R-34: the list of acts', () => {
  it('is paged from the newest, and filtered by state, kind and recipient', async () => {
    const list = async (search: Record<string, unknown>): Promise<string[]> =>
      (await officers.other.run(LIST, search)).officerActs.map(({ id }: { id: string }) => id);
    const all = await list({});
    const pages: string[] = [];
    for (
      let page = await list({ first: 2 });
      page.length > 0;
      page = await list({ first: 2, before: page.at(-1) })
    )
      pages.push(...page);
    expect(pages).toEqual(all);
    expect(new Set(all).size).toBe(all.length);
    const open = await officers.propose({ kind: 'SUSPEND_RECIPIENT', recipient: insurer });
    expect((await list({ state: 'OPEN' }))[0]).toBe(open.id);
    expect(await list({ kind: 'LIFT_FREEZE' })).toEqual([]);
    expect(await list({ recipient: platform.otherInsurer.identity.code })).toEqual([]);
    for (const wrong of [{ first: 0 }, { first: 51 }, { before: 'x' }])
      expect((await officers.other.refusal(LIST, wrong)).code).toBe('BAD_USER_INPUT');
  });
});
