import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COUNTER, Counter } from '../../examples/clients/counter.js';
import type { GraphqlClient } from '../../examples/clients/graphql-client.js';
import type { PersonClient } from '../../examples/clients/person-client.js';
import {
  APPROVE,
  askOf,
  idOf,
  madeFamily,
  proven,
  QUICK_SELECTION,
  REVOKE,
} from '../support/people/family.js';
import { ask, give } from '../support/people/giving.js';
import { manyEvents } from '../support/people/many-events.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { scale } from '../support/scale.js';

const CHECK = { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'LIMITED', maxUses: 3 } as const;
const ENROLLED = 'id person { enrolments { nodes { insuranceType insuredStatus } } }';
const AGAIN =
  'query ($id: ID!) { disclosure(id: $id) { person { enrolments { nodes { insuranceType } } } } }';
const EVENT = `id at kind by why refusal times channel useNumber recipient { code } request { id } grant { id }
  disclosure { id } items { item { code } delivery } refusedItems { code }`;

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

type Filter = Record<string, unknown>;
const LIST = `query ($after: String, $first: Int, $kinds: [EventKind!], $recipient: ID, $provider: ID, $from: Date, $to: Date) {
  me { timeline(after: $after, first: $first, kinds: $kinds, recipient: $recipient, provider: $provider, from: $from, to: $to) {
    nodes { ${EVENT} } pageInfo { endCursor hasNextPage } } } }`;

/** The whole list, read in pages of this size. `between` is done after each page. */
async function listOf(
  client: GraphqlClient,
  filter: Filter = {},
  first = 200,
  between = async () => {},
): Promise<any[]> {
  const events: any[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { nodes, pageInfo }: any = (await client.run(LIST, { ...filter, first, after })).me.timeline;
    expect(nodes.length).toBeLessThanOrEqual(first);
    events.push(...nodes);
    ({ endCursor: after, hasNextPage: more } = pageInfo);
    if (more) await between();
  }
  return events;
}
const kindsOf = (events: any[]) => events.map(({ kind }) => kind);
const signedIn = () => platform.person(platform.someone()).signIn('FACE');

/** A person with a grant that was used once. */
async function used(by?: PersonClient) {
  const { id, owner, requestId } = await give(platform, { asks: CHECK, ...(by && { by }) });
  const { data } = await platform.insurer.redeem(id, randomUUID(), ENROLLED);
  return { id, owner, requestId, disclosureId: data.redeemGrant.id as string };
}

describe('the list of what happened', () => {
  it('tells a whole consent, newest first: each event once, with what it is about', async () => {
    const { id, owner, requestId, disclosureId } = await used();
    await platform.insurer.run(AGAIN, { id: disclosureId });
    await platform.insurer.redeem(id, randomUUID(), 'id person { contact { mobile } }');
    await owner.run('{ me { person { basicIdentity { gender } } } }');
    await owner.run(REVOKE, { id });
    const events = await listOf(owner);
    const { code } = platform.insurer.identity;
    expect(events).toMatchObject([
      { kind: 'GRANT_REVOKED', by: 'SELF', channel: 'ONLINE', grant: { id }, recipient: { code } },
      { kind: 'OWN_ACCESS', by: 'SELF', recipient: null, items: [{ item: { code: 'GEND' } }] },
      {
        kind: 'REFUSAL',
        refusal: 'ITEM_NOT_GRANTED',
        times: 1,
        grant: { id },
        items: [],
        refusedItems: [{ code: 'MOB' }],
      },
      {
        kind: 'REREAD',
        why: 'PAGE',
        useNumber: 1,
        disclosure: { id: disclosureId },
        items: [{ item: { code: 'INSUTYPE' } }],
      },
      {
        kind: 'DISCLOSURE',
        by: 'RECIPIENT',
        useNumber: 1,
        disclosure: { id: disclosureId },
        grant: { id },
        recipient: { code },
      },
      { kind: 'GRANT_GIVEN', by: 'SELF', channel: 'ONLINE', grant: { id } },
      { kind: 'REQUEST_ANSWERED', why: 'APPROVED', request: { id: requestId } },
      { kind: 'REQUEST_RECEIVED', by: 'RECIPIENT', request: { id: requestId }, recipient: { code } },
    ]);
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
    expect(await listOf(owner)).toEqual(events);
  });

  it('tells of requests that were denied or withdrawn, and nothing of one that has not been delivered', async () => {
    const me = await signedIn();
    const denied = await ask(platform.insurer, me.person, CHECK);
    const withdrawn = await ask(platform.otherInsurer, me.person, CHECK);
    await me.run('mutation ($id: ID!) { denyConsentRequest(id: $id) { id } }', { id: denied });
    await platform.otherInsurer.run('mutation ($id: ID!) { cancelConsentRequest(id: $id) { id } }', {
      id: withdrawn,
    });
    await platform.database.sql(
      `INSERT INTO assent.consent_request SELECT (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(),
         'delivered_at', assent.now() + interval '1 hour'))).* FROM assent.consent_request r WHERE r.id = $1`,
      [withdrawn],
    );
    const events = await listOf(me);
    expect(events.map(({ kind, why, by, request }) => [kind, why, by, request.id])).toEqual([
      ['REQUEST_CANCELLED', null, 'RECIPIENT', withdrawn],
      ['REQUEST_ANSWERED', 'DENIED', 'SELF', denied],
      ['REQUEST_RECEIVED', null, 'RECIPIENT', withdrawn],
      ['REQUEST_RECEIVED', null, 'RECIPIENT', denied],
    ]);
  });

  it('tells when all uses of a grant are taken', async () => {
    const { id, owner } = await give(platform, { asks: { ...CHECK, mode: 'ONE_TIME', maxUses: 1 } });
    await platform.insurer.redeem(id, randomUUID(), ENROLLED);
    expect((await listOf(owner)).slice(0, 2)).toMatchObject([
      { kind: 'GRANT_ENDED', why: 'EXHAUSTED', by: 'PLATFORM', grant: { id } },
      { kind: 'DISCLOSURE', useNumber: 1 },
    ]);
  });

  it('tells when nobody answered a request in time, and when the time of a grant was over', async () => {
    const later = await startPlatform();
    try {
      const { id, owner } = await give(later, { asks: { ...CHECK, validForDays: 3 } });
      const unanswered = await ask(later.insurer, owner.person, CHECK);
      expect(kindsOf(await listOf(owner))).not.toContain('GRANT_ENDED');
      await later.database.advance(8 * 86_400);
      const [expired, ended] = await listOf(await later.person(owner.person).signIn('FACE'));
      expect(expired).toMatchObject({ kind: 'REQUEST_EXPIRED', by: 'PLATFORM', request: { id: unanswered } });
      expect(ended).toMatchObject({ kind: 'GRANT_ENDED', why: 'EXPIRED', by: 'PLATFORM', grant: { id } });
    } finally {
      await later.stop();
    }
  });

  it('groups the refused attempts of a day by grant and reason, and says how many they were', async () => {
    const { id, owner } = await give(platform, { asks: CHECK });
    const MOBILE = 'id person { contact { mobile } }';
    for (let n = 0; n < 3; n += 1) await platform.insurer.redeem(id, randomUUID(), MOBILE);
    // The same again a minute later is an entry of its own, with the two that were only counted.
    await platform.database.sql("SELECT assent.record_refusal($1, 'ITEM_NOT_GRANTED', '[\"PSN_NAME\"]', 2)", [
      id,
    ]);
    const [refusal, ...more] = await listOf(owner, { kinds: ['REFUSAL'] });
    expect(more).toEqual([]);
    expect(refusal).toMatchObject({
      refusal: 'ITEM_NOT_GRANTED',
      times: 4,
      refusedItems: [{ code: 'MOB' }, { code: 'PSN_NAME' }],
    });
  });

  it('does not tell of a judicial authority’s attempts', async () => {
    const { id, owner } = await give(platform, { asks: CHECK });
    await platform.database.sql(
      `INSERT INTO assent.ledger_entry (kind, at, person_id, recipient_code, grant_id, content)
       SELECT 'REFUSAL', assent.now(), g.person_id, g.recipient_code, g.id, jsonb_build_object('subject', encode(g.commitment, 'hex'),
         'purpose', 'JUDICIAL_ASSIST', 'recipient', g.recipient_code, 'refusal', 'GRANT_REVOKED', 'items', '[]'::jsonb, 'repeated', 0)
       FROM assent.consent_grant g WHERE g.id = $1`,
      [id],
    );
    expect(kindsOf(await listOf(owner))).not.toContain('REFUSAL');
  });

  it('tells of employees who looked, of sessions at a counter and of exports', async () => {
    const { id, owner } = await give(platform, { asks: CHECK });
    const officer = await platform.staff('OFFICER');
    await officer.run('query ($id: ID!) { grant(id: $id) { id } }', { id });
    const counter = new Counter(platform.standInUrl);
    await (await platform.staff('CLERK')).run(COUNTER.OPEN, await counter.opening(owner.person));
    const authentication = await owner.fresh('EXPORT');
    const { exportMyData } = await owner.run(
      'mutation ($a: ID) { exportMyData(authentication: $a) { url } }',
      { a: authentication },
    );
    await (await fetch(exportMyData.url)).text();
    const events = await listOf(owner);
    expect(events.slice(0, 3)).toMatchObject([
      { kind: 'OWN_EXPORT', by: 'SELF' },
      { kind: 'COUNTER_SESSION', by: 'STAFF', channel: 'COUNTER' },
      { kind: 'STAFF_LOOK', by: 'STAFF', why: 'GRANT', grant: { id } },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/CLERK-|OFFICER-/);
  });

  it('is filtered by kind, recipient and day', async () => {
    const me = await signedIn();
    const { id } = await used(me);
    await give(platform, { asks: CHECK, by: me, to: platform.otherInsurer });
    const { code } = platform.insurer.identity;
    expect(kindsOf(await listOf(me, { kinds: ['DISCLOSURE', 'GRANT_GIVEN'], recipient: code }))).toEqual([
      'DISCLOSURE',
      'GRANT_GIVEN',
    ]);
    expect(await listOf(me, { kinds: [] })).toEqual([]);
    expect(await listOf(me, { recipient: 'NOBODY' })).toEqual([]);
    const [{ today, tomorrow }] = (await platform.database.sql(
      'SELECT assent.today()::text AS today, (assent.today() + 1)::text AS tomorrow',
    )) as [any];
    expect(await listOf(me, { from: today, to: today })).toEqual(await listOf(me));
    expect(await listOf(me, { from: tomorrow })).toEqual([]);
    expect((await me.send(LIST, { from: tomorrow, to: today })).errors[0]!.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'from',
    });
    expect(id).toBeDefined();
  });

  it('is each person’s own: nobody’s shows what happened to somebody else', async () => {
    const [one, other] = [await used(), await used()];
    const mine = JSON.stringify(await listOf(one.owner));
    expect(mine).toContain(one.id);
    expect(mine).not.toContain(other.id);
    const { endCursor } = (await one.owner.run(LIST, { first: 1 })).me.timeline.pageInfo;
    expect((await other.owner.send(LIST, { after: endCursor })).errors[0]!.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'after',
    });
  });

  it('names the leaf of the log once there is one', async () => {
    const { owner } = await used();
    const LEAVES =
      '{ me { timeline(kinds: [DISCLOSURE, GRANT_GIVEN]) { nodes { leafIndex disclosure { id } } } } }';
    for (;;) {
      const { nodes } = (await owner.run(LEAVES)).me.timeline;
      if (nodes.some(({ leafIndex }: any) => leafIndex === null)) continue;
      const [leaf] = await platform.database.sql(
        'SELECT disclosure_id FROM assent.ledger_leaf WHERE index = $1',
        [nodes[0].leafIndex],
      );
      expect(leaf!.disclosure_id).toBe(nodes[0].disclosure.id);
      return;
    }
  });
});

describe('pages of the list', () => {
  let owner: PersonClient;
  let one: Awaited<ReturnType<typeof used>>;
  beforeAll(async () => {
    one = await used();
    owner = one.owner;
    // 7 moments for 200 events: every page ends in the middle of one.
    await manyEvents(platform.database, one.id, one.disclosureId, 200, 7);
  });

  it('of any size are the same list, although many events happened at the same moment', async () => {
    const whole = await listOf(owner);
    expect(whole.length).toBeGreaterThan(240);
    for (const size of scale([3, 50, 199], [1, 2, 3, 7, 50, 199]))
      expect(await listOf(owner, {}, size)).toEqual(whole);
  });

  it('hold what the tables hold, each once, and in the order of time', async () => {
    const whole = await listOf(owner);
    expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
    expect(whole.map(({ at }) => at)).toEqual(
      whole
        .map(({ at }) => at)
        .sort()
        .reverse(),
    );
    const [{ counts }] = (await platform.database.sql(
      `SELECT jsonb_object_agg(t.kind, t.n) AS counts FROM (
         SELECT kind, count(*) FROM assent.ledger_entry
         WHERE person_id = (SELECT person_id FROM assent.consent_grant WHERE id = $1) AND kind IN ('OWN_ACCESS', 'GRANT_GIVEN') GROUP BY kind
         UNION ALL SELECT kind, count(*) FROM assent.ledger_entry WHERE grant_id = $1 AND kind IN ('REREAD', 'REFUSAL') GROUP BY kind
         UNION ALL SELECT 'DISCLOSURE', count(*) FROM assent.disclosure WHERE grant_id = $1
         UNION ALL SELECT 'REQUEST_RECEIVED', count(*) FROM assent.consent_request
           WHERE person_id = (SELECT person_id FROM assent.consent_grant WHERE id = $1)) AS t (kind, n)`,
      [one.id],
    )) as [any];
    expect(Object.keys(counts)).toHaveLength(6);
    for (const [kind, count] of Object.entries(counts))
      expect([kind, whole.filter((event) => event.kind === kind).length]).toEqual([kind, count]);
  });

  it('are neither doubled nor moved by what happens meanwhile', async () => {
    const whole = await listOf(owner, { kinds: ['OWN_ACCESS', 'DISCLOSURE'] });
    const meanwhile = async () => {
      await owner.run('{ me { person { basicIdentity { gender } } } }');
    };
    expect(await listOf(owner, { kinds: ['OWN_ACCESS', 'DISCLOSURE'] }, 17, meanwhile)).toEqual(whole);
  });
});

describe('what happened to a ward', () => {
  const WARDS = `{ me { wards { timeline(first: 5) { nodes { ${EVENT} } } } timeline { nodes { kind by } } } }`;

  it('R-10: under 14 the guardian sees all of it, and whose look it was', async () => {
    const { child, guardian } = await madeFamily(platform, 8);
    const client = await platform.person(guardian).signIn('FACE');
    const requestId = await askOf(platform, child);
    const { approveConsentRequest: grant } = await client.run(APPROVE, await proven(client, requestId));
    await platform.insurer.redeem(grant.id, randomUUID(), QUICK_SELECTION);
    await client.run('{ me { wards { person { basicIdentity { gender } } } } }');
    const { wards, timeline } = (await client.run(WARDS)).me;
    expect(wards[0].timeline.nodes.map(({ kind, by }: any) => [kind, by])).toEqual([
      ['OWN_ACCESS', 'GUARDIAN'],
      ['DISCLOSURE', 'RECIPIENT'],
      ['GRANT_GIVEN', 'GUARDIAN'],
      ['REQUEST_ANSWERED', 'GUARDIAN'],
      ['REQUEST_RECEIVED', 'RECIPIENT'],
    ]);
    // The guardian's own list has the guardian's look, and nothing else of the ward.
    expect(timeline.nodes).toEqual([{ kind: 'OWN_ACCESS', by: 'GUARDIAN' }]);
  });

  it('R-11: from 14 on the guardian sees requests, grants and uses, and not what the ward looked at', async () => {
    const { child, guardian } = await madeFamily(platform, 15);
    const [teen, client] = [
      await platform.person(child).signIn('FACE'),
      await platform.person(guardian).signIn('FACE'),
    ];
    await teen.run('{ me { person { basicIdentity { gender } } } }');
    await askOf(platform, child);
    await platform.database.sql(
      `INSERT INTO assent.ledger_entry (kind, at, person_id, content)
       SELECT 'AUTHENTICATOR_CHANGED', assent.now(), $1, '{"change": "PASSKEY_ADDED"}' || assent.own_subject($1, NULL, gen_random_uuid())`,
      [await idOf(platform.database, child)],
    );
    expect(kindsOf(await listOf(teen))).toEqual(['AUTHENTICATOR_CHANGED', 'REQUEST_RECEIVED', 'OWN_ACCESS']);
    expect(kindsOf((await client.run(WARDS)).me.wards[0].timeline.nodes)).toEqual(['REQUEST_RECEIVED']);
  });
});

describe('what happened to a provider', () => {
  it('is listed for its representative under its code, apart from the person’s own; nobody else learns of it', async () => {
    const { id, owner } = await give(platform, {
      asks: { purpose: 'CREDIT_GRANT', mode: 'LIMITED', maxUses: 2 },
    });
    const provider = owner.person.providerCode;
    await owner.run('{ me { providers { profile { uscc } } } }');
    const events = await listOf(owner, { provider });
    expect(events.map(({ kind, by }) => [kind, by])).toEqual([
      ['OWN_ACCESS', 'LEGAL_REP'],
      ['GRANT_GIVEN', 'LEGAL_REP'],
      ['REQUEST_ANSWERED', 'LEGAL_REP'],
      ['REQUEST_RECEIVED', 'RECIPIENT'],
    ]);
    expect(events[1].grant.id).toBe(id);
    expect(kindsOf(await listOf(owner))).toEqual(['OWN_ACCESS']);
    const stranger = await signedIn();
    for (const code of [provider, 'H37069900001', 'x', '\0'])
      expect((await stranger.send(LIST, { provider: code })).errors[0]!.extensions.code).toBe('NOT_FOUND');
  });
});
