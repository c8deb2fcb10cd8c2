import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { tellOfEnds } from '../../consent/notifications/tell-of-ends.js';
import type { PersonClient } from '../../examples/clients/person-client.js';
import type { RecipientClient } from '../../examples/clients/recipient-client.js';
import { everythingOf } from '../support/people/asked.js';
import { give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { sealRows } from '../support/platform/seals.js';

const NOTICES = `query ($first: Int!, $after: String) { recipient { notices(first: $first, after: $after) {
  nodes { id sequence kind at receivedAt grant { id } consentRequest { id } } pageInfo { endCursor hasNextPage } } } }`;

let platform: Platform;
let me: PersonClient;
beforeAll(async () => {
  platform = await startPlatform();
  me = await platform.person(platform.someone()).signIn('FACE');
});
afterAll(() => platform.stop());

async function poll(recipient: RecipientClient, after: string | null, first = 50) {
  const { nodes, pageInfo } = (await recipient.run(NOTICES, { first, after })).recipient.notices;
  return { told: nodes.map(({ kind, grant }: any) => [kind, grant?.id]), nodes, ...pageInfo };
}

/** A cursor at the end of the feed: only later notices follow it. */
async function endOfFeed(recipient = platform.insurer): Promise<string | null> {
  let page = await poll(recipient, null, 200);
  while (page.hasNextPage) page = await poll(recipient, page.endCursor, 200);
  return page.endCursor;
}

const claim = () => give(platform, { asks: everythingOf(), by: me });

describe('the number of a notice', () => {
  const numbers = ({ nodes }: { nodes: { sequence: number }[] }) => nodes.map(({ sequence }) => sequence);

  it('counts the notices of one recipient from 1 without gaps, whatever other recipients are told', async () => {
    const recipients = [platform.bank, platform.insurer, platform.otherInsurer];
    const asksOf = (to: RecipientClient) =>
      to === platform.bank ? { purpose: 'CREDIT_MONITOR', mode: 'MULTI_USE' as const } : everythingOf();
    const given = [];
    for (const to of recipients)
      given.push(
        await give(platform, { asks: asksOf(to), to, ...(to !== platform.bank && { by: me }) }),
        await claim(),
      );
    for (const { id, owner } of given) await owner.revoke(id);
    for (const to of recipients) {
      const all: number[] = [];
      for (
        let page = await poll(to, null, 3);
        page.nodes.length > 0;
        page = await poll(to, page.endCursor, 3)
      )
        all.push(...numbers(page));
      expect(all).toEqual(all.map((_, index) => index + 1));
    }
  });

  it('has no gap after a transaction that is rolled back, or that commits after a later one', async () => {
    const [slow, dropped, quick] = [await claim(), await claim(), await claim()];
    const before = await endOfFeed();
    const open = async ({ id }: { id: string }) => {
      const client = new Client({ connectionString: platform.database.ownerUrl });
      await client.connect();
      await client.query('BEGIN');
      await client.query('UPDATE assent.consent_grant SET suspended_at = assent.now() WHERE id = $1', [id]);
      return client;
    };
    const [late, never] = [await open(slow), await open(dropped)];
    await quick.owner.revoke(quick.id);
    // Polls at the same time number a notice once.
    const meanwhile = await Promise.all([1, 2, 3].map(() => poll(platform.insurer, before)));
    await never.query('ROLLBACK');
    await late.query('COMMIT');
    await Promise.all([late.end(), never.end()]);
    const then = await poll(platform.insurer, before);
    const [first, ...others] = numbers(then);
    expect(others).toEqual([first! + 1]);
    expect(then.told.map(([, id]: string[]) => id).sort()).toEqual([slow.id, quick.id].sort());
    for (const { nodes } of meanwhile) expect(then.nodes.slice(0, nodes.length)).toEqual(nodes);
  });

  it('comes with the time at which the recipient read on after it', async () => {
    const { id, owner } = await claim();
    const before = await endOfFeed();
    await owner.revoke(id);
    const first = await poll(platform.insurer, before);
    expect(first.nodes[0].receivedAt).toBeNull();
    expect((await poll(platform.insurer, before)).nodes).toEqual(first.nodes);
    await poll(platform.insurer, first.endCursor);
    const [received] = (await poll(platform.insurer, before)).nodes;
    expect(Date.parse(received.receivedAt)).toBeGreaterThanOrEqual(Date.parse(received.at));
    await platform.database.advance(60);
    try {
      await poll(platform.insurer, first.endCursor);
      expect((await poll(platform.insurer, before)).nodes).toEqual([received]);
    } finally {
      await platform.database.advance(-60);
    }
  });
});

describe('what is about to end', () => {
  const DAY = 86_400;
  const endsToldAfter = async (days: number, before: string | null): Promise<string[]> => {
    await platform.database.advance(days * DAY);
    try {
      await Promise.all([1, 2].map(() => tellOfEnds({ query: platform.database.sql })));
      const { told } = await poll(platform.insurer, before, 200);
      return told.filter(([kind]: string[]) => kind === 'GRANT_EXPIRING').map(([, id]: string[]) => id);
    } finally {
      await platform.database.advance(-days * DAY);
    }
  };

  it('is told once of a grant, a week before, but not of one that can’t be used any more or was given for a week', async () => {
    const forDays = (validForDays: number) =>
      give(platform, { asks: everythingOf({ validForDays }), by: me });
    const [month, revoked, week] = [await forDays(30), await forDays(30), await forDays(7)];
    const before = await endOfFeed();
    await revoked.owner.revoke(revoked.id);
    expect(await endsToldAfter(22.9, before)).not.toContain(month.id);
    for (const days of [23, 29, 31]) {
      const ends = await endsToldAfter(days, before);
      expect(ends.filter((id) => [month, revoked, week].some((grant) => grant.id === id))).toEqual([
        month.id,
      ]);
    }
  });

  it('is told of an agreement in the thirty days before its last one, once, and so is each change of it', async () => {
    const { sql } = platform.database;
    const { code } = platform.bank.identity;
    const before = await endOfFeed(platform.bank);
    const endsIn = async (days: number | null) => {
      await sql(
        `UPDATE assent.agreement SET version = version + 1, applied_at = assent.now(),
           valid_until = assent.today() + $2::integer WHERE recipient_code = $1`,
        [code, days],
      );
      await sealRows(platform.database, 'agreement');
    };
    const kinds = async () => {
      await tellOfEnds({ query: sql });
      const { nodes } = await poll(platform.bank, before);
      for (const { grant, consentRequest } of nodes) expect([grant, consentRequest]).toEqual([null, null]);
      return nodes.map(({ kind }: { kind: string }) => kind);
    };
    await endsIn(31);
    expect(await kinds()).toEqual(['AGREEMENT_CHANGED']);
    await endsIn(30);
    for (const _ of [1, 2])
      expect(await kinds()).toEqual(['AGREEMENT_CHANGED', 'AGREEMENT_CHANGED', 'AGREEMENT_ENDING']);
    await endsIn(null);
    expect((await kinds()).slice(3)).toEqual(['AGREEMENT_CHANGED']);
    // A catalogue raises the version and changes no terms.
    await sql('UPDATE assent.agreement SET version = version + 1 WHERE recipient_code = $1', [code]);
    await sealRows(platform.database, 'agreement');
    expect(await kinds()).toHaveLength(4);
  });
});
