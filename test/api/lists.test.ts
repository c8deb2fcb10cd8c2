import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphqlClient } from '../../examples/clients/graphql-client.js';
import type { PersonClient } from '../../examples/clients/person-client.js';
import { about, ask, ELIGIBILITY, ENROLLED, freshKey, giveGrant } from '../support/clients/consent.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const DAY_SECONDS = 86_400;

let platform: Platform;
let me: PersonClient;
let disclosed: any;

/** One person's history with one insurer: requests and grants of every status, and disclosures. */
beforeAll(async () => {
  platform = await startPlatform();
  me = await platform.person(platform.someone()).signIn('FACE');
  const { insurer } = platform;
  const asked = () => ask(insurer, about(me.person), ELIGIBILITY);
  const given = async (terms = {}) => (await giveGrant(me, insurer, { ...ELIGIBILITY, ...terms })).grant;
  const mark = (column: string, id: string) =>
    platform.database.sql(`UPDATE assent.consent_grant SET ${column} = assent.now() WHERE id = $1`, [id]);
  await asked();
  await given({ validForDays: 1 });
  await platform.database.advance(7 * DAY_SECONDS + 1);
  const unwanted = (await asked()).id;
  await insurer.run('mutation ($id: ID!) { cancelConsentRequest(id: $id) { id } }', {
    id: (await asked()).id,
  });
  await me.revoke((await given()).id);
  await mark('suspended_at', (await given()).id);
  await mark('superseded_at', (await given()).id);
  const once = await given({ mode: 'ONE_TIME', maxUses: 1, validForDays: 7 });
  await insurer.redeem(once.id, freshKey(), ENROLLED);
  const grant = await given();
  for (let use = 1; use <= 3; use += 1)
    disclosed = (await insurer.redeem(grant.id, freshKey(), `${ENROLLED} disclosedAt`)).data.redeemGrant;
  await given();
  await asked();
  await insurer.redeem(once.id, freshKey(), ENROLLED);
  // Last, for after it the same purpose may not be asked for again.
  await me.run('mutation ($id: ID!) { denyConsentRequest(id: $id, reason: "不需要") { id } }', {
    id: unwanted,
  });
});
afterAll(() => platform.stop());

type List = 'consentRequests' | 'grants' | 'disclosures';
const STATUSES = {
  consentRequests: ['PENDING', 'APPROVED', 'DENIED', 'CANCELLED', 'EXPIRED'],
  grants: ['ACTIVE', 'EXHAUSTED', 'EXPIRED', 'REVOKED', 'SUSPENDED', 'SUPERSEDED'],
} as const;
const TIMES: Record<List, string> = {
  consentRequests: 'createdAt',
  grants: 'validFrom',
  disclosures: 'disclosedAt',
};

interface Reader {
  readonly client: () => GraphqlClient;
  readonly side: 'me' | 'recipient';
}
const READERS: Record<string, Reader> = {
  'the person': { client: () => me, side: 'me' },
  'the recipient': { client: () => platform.insurer, side: 'recipient' },
};

async function read({ client, side }: Reader, list: List, args: Record<string, unknown> = {}) {
  const status = list === 'disclosures' ? '' : 'status';
  const written = Object.entries({ first: 200, ...args })
    .map(([name, value]) => `${name}: ${name === 'status' ? value : JSON.stringify(value)}`)
    .join(', ');
  const answer = await client().run(
    `{ ${side} { ${list}(${written}) { nodes { id ${TIMES[list]} ${status} } pageInfo { endCursor hasNextPage } } } }`,
  );
  return answer[side][list] as { nodes: any[]; pageInfo: { endCursor: string | null; hasNextPage: boolean } };
}

const CASES = Object.entries(READERS).flatMap(([who, reader]) =>
  (['consentRequests', 'grants', 'disclosures'] as const).map((list) => [list, who, reader] as const),
);

describe('a list', () => {
  it.each(CASES)('of %s of %s is ordered from newest to oldest', async (list, _who, reader) => {
    const { nodes, pageInfo } = await read(reader, list);
    const times = nodes.map((node) => Date.parse(node[TIMES[list]]));
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(nodes.length).toBeGreaterThanOrEqual(4);
    expect(pageInfo.hasNextPage).toBe(false);
  });

  it.each(CASES)(
    'of %s of %s is the same walked by pages: none twice, none left out',
    async (list, _who, reader) => {
      const whole = await read(reader, list);
      for (const first of [1, 2, 3]) {
        const walked: any[] = [];
        for (
          let page = await read(reader, list, { first });
          ;
          page = await read(reader, list, { first, after: page.pageInfo.endCursor })
        ) {
          walked.push(...page.nodes);
          expect(page.nodes.length).toBeLessThanOrEqual(first);
          if (!page.pageInfo.hasNextPage || walked.length > whole.nodes.length) break;
        }
        expect(walked).toEqual(whole.nodes);
      }
    },
  );

  it.each(CASES.filter(([list]) => list !== 'disclosures'))(
    'of %s of %s by status holds exactly those of that status',
    async (list, _who, reader) => {
      const whole = (await read(reader, list)).nodes;
      for (const status of STATUSES[list as keyof typeof STATUSES]) {
        const { nodes } = await read(reader, list, { status });
        expect(nodes.length).toBeGreaterThan(0);
        expect(nodes).toEqual(whole.filter((node) => node.status === status));
      }
    },
  );

  it('continues at the same place if a new entry is added between two pages', async () => {
    const reader = READERS['the person']!;
    const whole = (await read(reader, 'consentRequests')).nodes;
    const first = await read(reader, 'consentRequests', { first: 2 });
    await ask(platform.otherInsurer, about(me.person), ELIGIBILITY);
    const second = await read(reader, 'consentRequests', { first: 2, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...second.nodes]).toEqual(whole.slice(0, 4));
  });

  it('refuses a cursor of another list', async () => {
    const { pageInfo } = await read(READERS['the person']!, 'grants', { first: 1 });
    const refusal = await me.refusal(
      'query ($after: String) { me { consentRequests(after: $after) { nodes { id } } } }',
      { after: pageInfo.endCursor },
    );
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
  });
});

describe('the list of disclosures', () => {
  it('shows the person who read what, when and why (R-36)', async () => {
    const { disclosures } = (
      await me.run(`{ me { disclosures(first: 1) { nodes { id useNumber usesRemaining disclosedAt replayed
        items { item { code nameZh } delivery } grant { recipient { name kind } purpose { code nameZh } } } } } }`)
    ).me;
    expect(disclosures.nodes[0]).toEqual({
      id: disclosed.id,
      useNumber: 3,
      usesRemaining: 0,
      disclosedAt: disclosed.disclosedAt,
      replayed: false,
      items: [
        { item: { code: 'INSUTYPE', nameZh: '险种类型' }, delivery: 'RETURN' },
        { item: { code: 'PSN_INSU_STAS', nameZh: '人员参保状态' }, delivery: 'RETURN' },
      ],
      grant: {
        recipient: { name: platform.insurer.identity.name, kind: 'COMMERCIAL_INSURER' },
        purpose: { code: 'CLAIM_ELIGIBILITY_CHECK', nameZh: '理赔直付资格核验' },
      },
    });
  });

  it('contains disclosures and no refusals', async () => {
    const { nodes } = await read(READERS['the person']!, 'disclosures');
    expect(nodes).toHaveLength(4);
  });

  it('does not contain the disclosed data', async () => {
    const { disclosures } = (
      await me.run(
        '{ me { disclosures { nodes { person { contact { mobile } } provider { profile { uscc } } } } } }',
      )
    ).me;
    for (const node of disclosures.nodes) expect(node).toEqual({ person: null, provider: null });
  });

  it('of a grant contains only disclosures of that grant', async () => {
    const { grants } = (
      await me.run('{ me { grants { nodes { used disclosures { nodes { useNumber } } } } } }')
    ).me;
    for (const { used, disclosures } of grants.nodes)
      expect(disclosures.nodes.map(({ useNumber }: any) => useNumber)).toEqual(
        Array.from({ length: used }, (_, at) => used - at),
      );
    expect(grants.nodes.some(({ used }: any) => used === 3)).toBe(true);
  });
});
