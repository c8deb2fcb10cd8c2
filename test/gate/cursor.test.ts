import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OpaqueCursors } from '../../consent/crypto/opaque-cursor.js';
import { Refusal } from '../../consent/kernel/refusal.js';
import { codeOf, copies, give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const cursors = new OpaqueCursors(randomBytes(32));

const opens = (from: OpaqueCursors, list: string, cursor: string) => {
  try {
    return from.open(list, cursor);
  } catch (error) {
    return error instanceof Refusal ? [error.code, error.detail] : error;
  }
};
const REFUSED = ['BAD_USER_INPUT', { field: 'after' }];

describe('R-08: a cursor', () => {
  it('opens in its own list and reveals nothing of its content', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 4 }), fc.string({ minLength: 4 }), (list, time, id) => {
        const cursor = cursors.seal(list, [time, id]);
        expect(cursors.open(list, cursor)).toEqual([time, id]);
        const bytes = Buffer.from(cursor, 'base64url');
        expect(bytes.includes(time) || bytes.includes(id)).toBe(false);
        // The digest of an answer that is given again must not differ for its cursor.
        expect(cursors.seal(list, [time, id])).toBe(cursor);
        expect(cursors.seal(list, [time, `${id}.`])).not.toBe(cursor);
      }),
    );
  });

  it('is refused in another list, under another key, with a changed byte, cut off, or made up', () => {
    const cursor = cursors.seal('settlement', ['2026-01-01', 'r1']);
    const bytes = Buffer.from(cursor, 'base64url');
    expect(opens(cursors, 'encounter', cursor)).toEqual(REFUSED);
    expect(opens(new OpaqueCursors(randomBytes(32)), 'settlement', cursor)).toEqual(REFUSED);
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = Buffer.from(bytes);
      changed[place]! ^= 1;
      expect(opens(cursors, 'settlement', changed.toString('base64url'))).toEqual(REFUSED);
      expect(opens(cursors, 'settlement', bytes.subarray(0, place).toString('base64url'))).toEqual(REFUSED);
    }
    fc.assert(
      fc.property(fc.string(), (anything) => expect(opens(cursors, 'settlement', anything)).toEqual(REFUSED)),
    );
  });
});

describe('R-08: cursors in answers of the platform', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
  });
  afterAll(() => platform.stop());

  /** A grant of a person's settlements that may be used often. */
  const readable = async () => {
    const { id } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 12 },
    });
    const [grant] = await copies(platform.database, id, 1, { max_uses: 1000 });
    return grant!;
  };
  let key = 0;
  const read = (grant: string, list: string) => {
    key += 1;
    return platform.insurer.redeem(grant, `key ${key}`, `person { ${list} }`);
  };
  const cursorOf = async (grant: string, list: string) => {
    const { data } = await read(grant, list);
    return (Object.values(data.redeemGrant.person)[0] as { pageInfo: { endCursor: string } }).pageInfo
      .endCursor;
  };
  const SETTLEMENTS = 'settlements(first: 1) { nodes { totalFee } pageInfo { endCursor } }';
  const nextAfter = (cursor: string) => SETTLEMENTS.replace('first: 1', `first: 1, after: "${cursor}"`);

  it('contain neither the day nor the id of the record, which were not granted', async () => {
    const grant = await readable();
    const bytes = Buffer.from(await cursorOf(grant, SETTLEMENTS), 'base64url').toString('latin1');
    const { data } = await read(grant, 'settlements(first: 1) { nodes { settlementId settlementTime } }');
    const [{ settlementId, settlementTime }] = data.redeemGrant.person.settlements.nodes;
    expect(bytes).not.toContain(settlementId);
    expect(bytes).not.toContain(settlementTime);
  });

  it('are accepted in their own list and refused in another one', async () => {
    const grant = await readable();
    const cursor = await cursorOf(grant, SETTLEMENTS);
    expect(codeOf(await read(grant, nextAfter(cursor)))).toBeUndefined();
    const elsewhere = await read(grant, `encounters(first: 1, after: "${cursor}") { nodes { encounterId } }`);
    expect(elsewhere.errors[0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'after' });
  });

  it('are refused in another person’s list, where they would reveal the day of the first person’s record', async () => {
    const [one, two] = [await readable(), await readable()];
    const { errors } = await read(two, nextAfter(await cursorOf(one, SETTLEMENTS)));
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT', field: 'after' }]);
  });

  it('are refused when made up, and then take no use', async () => {
    const grant = await readable();
    const [before] = await platform.database.sql('SELECT used FROM assent.consent_grant WHERE id = $1', [
      grant,
    ]);
    for (const forged of ['', 'MjAyNi0wMS0wMQ', 'AAAA'.repeat(20), '🙂'])
      expect((await read(grant, nextAfter(forged))).errors.map(({ extensions }) => extensions)).toEqual([
        { code: 'BAD_USER_INPUT', field: 'after' },
      ]);
    expect(
      await platform.database.sql('SELECT used FROM assent.consent_grant WHERE id = $1', [grant]),
    ).toEqual([before]);
  });

  it('of a list of grants do not open a list of disclosures', async () => {
    const { insurer } = platform;
    const grant = await readable();
    await read(grant, SETTLEMENTS);
    const { recipient } = await insurer.run(
      '{ recipient { grants(first: 1) { nodes { id } pageInfo { endCursor } } } }',
    );
    const cursor = recipient.grants.pageInfo.endCursor;
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain(recipient.grants.nodes[0].id);
    const { code } = await insurer.refusal(
      'query Next($after: String) { recipient { disclosures(first: 1, after: $after) { nodes { id } } } }',
      { after: cursor },
    );
    expect(code).toBe('BAD_USER_INPUT');
  });
});
