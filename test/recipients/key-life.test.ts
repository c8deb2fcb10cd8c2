import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { applyAgreements } from '../../api/cli/command/apply-agreements.js';
import { LIMITS } from '../../consent/kernel/limits.js';
import { tellOfEnds } from '../../consent/notifications/tell-of-ends.js';
import { RecipientClient } from '../../examples/clients/recipient-client.js';
import { RecipientKey } from '../../examples/clients/recipient-key.js';
import { fullAgreement } from '../../examples/demo/agreements.js';
import { codeOf } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const DAY = 86_400;
const NOTICES =
  '{ recipient { notices(first: 200) { nodes { kind keyThumbprint grant { id } consentRequest { id } } } } }';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

let identity: { code: string; name: string; kind: 'COMMERCIAL_INSURER'; clientId: string };
let made = 0;
beforeEach(() => {
  made += 1;
  identity = {
    code: `INS-L${made}`,
    name: `示例${made}`,
    kind: 'COMMERCIAL_INSURER',
    clientId: `lives-${made}`,
  };
});

const apply = async (...keys: readonly RecipientKey[]) => {
  const { recipient, ...agreement } = fullAgreement(identity, {});
  const jwks = { keys: keys.map(({ registeredJwk }) => ({ ...registeredJwk })) };
  return applyAgreements(platform.database.ownerUrl, platform.database.varDir, [
    { ...agreement, recipient: { ...recipient, jwks } },
  ]);
};
const client = (key: RecipientKey) => new RecipientClient(platform.url, identity, key);

/** Runs something so many seconds later, by the database's clock. */
async function later<T>(seconds: number, what: () => Promise<T>): Promise<T> {
  await platform.database.advance(seconds);
  try {
    return await what();
  } finally {
    await platform.database.advance(-seconds);
  }
}

describe('a key of a recipient', () => {
  it('expires after 398 days, also for the tokens that it was used for', async () => {
    const key = await RecipientKey.create();
    await apply(key);
    const own = client(key);
    expect((await own.run('{ recipient { code } }')).recipient.code).toBe(identity.code);
    await later(LIMITS.keyDays * DAY - 60, async () => {
      expect(codeOf(await own.send('{ recipient { code } }'))).toBeUndefined();
      expect((await client(key).requestToken()).status).toBe(200);
    });
    await later(LIMITS.keyDays * DAY + 5, async () => {
      const answer = await own.send('{ recipient { code } }');
      expect([answer.status, codeOf(answer)]).toEqual([401, 'UNAUTHENTICATED']);
      expect(answer.errors![0]!.message).toMatch(/was retired, or has expired/);
      const redeemed = await own.redeem(randomUUID(), 'k', 'id');
      expect([redeemed.status, codeOf(redeemed)]).toEqual([401, 'UNAUTHENTICATED']);
      expect((await client(key).requestToken()).body.error).toBe('invalid_client');
    });
  });

  it('can’t be given a longer life by applying the same file again', async () => {
    const key = await RecipientKey.create();
    await apply(key);
    await later(200 * DAY, async () => {
      expect((await apply(key))[0]!.changed).toBe(false);
    });
    await later(LIMITS.keyDays * DAY + 5, async () => {
      await apply(key);
      expect((await client(key).requestToken()).body.error).toBe('invalid_client');
    });
  });

  it('is told of 30, 7 and 1 days before it expires, once each, and not when it was retired', async () => {
    const [key, retired] = [await RecipientKey.create(), await RecipientKey.create()];
    await apply(key, retired);
    await apply(key);
    const own = client(key);
    const told = async (daysBefore: number) => {
      const seconds = (LIMITS.keyDays - daysBefore) * DAY + 60;
      return later(seconds, async () => {
        for (let time = 0; time < 2; time++)
          await Promise.all([1, 2].map(() => tellOfEnds({ query: platform.database.sql })));
        const { nodes } = (await own.run(NOTICES)).recipient.notices;
        return nodes.filter(({ kind }: any) => kind === 'KEY_EXPIRING');
      });
    };
    for (const [days, count] of [
      [31, 0],
      [30, 1],
      [8, 1],
      [7, 2],
      [2, 2],
      [1, 3],
    ] as const) {
      const notices = await told(days);
      expect([days, notices]).toEqual([
        days,
        Array.from({ length: count }, () => ({
          kind: 'KEY_EXPIRING',
          keyThumbprint: key.thumbprint,
          grant: null,
          consentRequest: null,
        })),
      ]);
    }
  });

  it('that is added or retired later is a notice', async () => {
    const [first, second] = [await RecipientKey.create(), await RecipientKey.create()];
    await apply(first);
    await apply(first, second);
    await apply(second);
    const { nodes } = (await client(second).run(NOTICES)).recipient.notices;
    expect(nodes.map(({ kind, keyThumbprint }: any) => [kind, keyThumbprint])).toEqual([
      ['KEY_CHANGED', second.thumbprint],
      ['KEY_CHANGED', first.thumbprint],
    ]);
  });

  it('is not there for a fifth time at once', async () => {
    const keys = await Promise.all(Array.from({ length: 5 }, () => RecipientKey.create()));
    await expect(apply(...keys)).rejects.toThrow(/recipient\.jwks\.keys\[4\]: is one too many/);
    await apply(...keys.slice(0, 4));
    await apply(...keys.slice(1));
  });
});

describe('the database, whoever writes to it,', () => {
  const refused = (sql: string, ...values: unknown[]) =>
    expect(platform.database.sql(sql, values)).rejects.toMatchObject({ code: '23514' });
  const thumbprint = (key: RecipientKey) => Buffer.from(key.thumbprint, 'base64url');

  it('keeps every key, lets none come back or live longer, and knows no private one', async () => {
    const key = await RecipientKey.create();
    await apply(key);
    const of = 'WHERE thumbprint = $1';
    await refused(`DELETE FROM assent.recipient_key ${of}`, thumbprint(key));
    await refused('TRUNCATE assent.recipient_key CASCADE');
    await refused(
      `UPDATE assent.recipient_key SET expires_at = expires_at + interval '1 s' ${of}`,
      thumbprint(key),
    );
    await refused(`UPDATE assent.recipient_key SET software_id = gen_random_uuid() ${of}`, thumbprint(key));
    await platform.database.sql(`UPDATE assent.recipient_key SET retired_at = now() ${of}`, [
      thumbprint(key),
    ]);
    await refused(`UPDATE assent.recipient_key SET retired_at = NULL ${of}`, thumbprint(key));
    const copy = (change: object) =>
      refused(
        `INSERT INTO assent.recipient_key SELECT * FROM jsonb_populate_record(NULL::assent.recipient_key,
           (SELECT to_jsonb(k) || '{"thumbprint": "\\\\x${'ab'.repeat(32)}", "kid": "x", "retired_at": null}' || $2::jsonb
            FROM assent.recipient_key k ${of}))`,
        thumbprint(key),
        JSON.stringify(change),
      );
    await copy({ jwk: await key.privateJwk() });
    await copy({ expires_at: new Date(Date.now() + 399 * DAY * 1000) });
    await copy({ added_by: 'M-1' });
    await copy({ confirmed_at: null });
  });
});
