import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cityDay } from '../../consent/kernel/city-time.js';
import { standingOf } from '../../consent/recipients/standing.js';
import { about, ask, ELIGIBILITY } from '../support/clients/consent.js';
import { Officers } from '../support/people/officers.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { sealRows } from '../support/platform/seals.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const LIST = `query ($first: Int, $after: String, $kind: RecipientKind) {
  recipients(first: $first, after: $after, kind: $kind) {
    nodes { code name kind contact standing agreement { validFrom validUntil purposes { purpose { code } } } }
    pageInfo { endCursor hasNextPage }
  }
}`;
const list = async (variables: object = {}) =>
  (await platform.anonymous.run(LIST, variables as any)).recipients;
const one = async (code: string) =>
  (
    await platform.anonymous.run('query ($code: ID!) { recipientOf(code: $code) { code standing } }', {
      code,
    })
  ).recipientOf;
const standing = async (code: string) => (await one(code)).standing;

describe('the directory of institutions', () => {
  it('shows everybody who has an agreement, until when, for what, and how to reach them', async () => {
    const { nodes, pageInfo } = await list();
    const rows = await platform.database.sql(
      `SELECT r.code, r.name, r.kind, r.contact, a.valid_until::text AS until, a.purposes FROM assent.recipient r
       JOIN assent.agreement a ON a.recipient_code = r.code ORDER BY r.code`,
    );
    expect(nodes).toEqual(
      rows.map(({ code, name, kind, contact, until, purposes }) => ({
        code,
        name,
        kind,
        contact,
        standing: 'LIVE',
        agreement: {
          validFrom: cityDay(new Date()),
          validUntil: until,
          purposes: purposes.map((purpose: { code: string }) => ({ purpose: { code: purpose.code } })),
        },
      })),
    );
    expect(pageInfo.hasNextPage).toBe(false);
    expect(nodes.map(({ contact }: any) => contact)).not.toContain(null);
  });

  it('goes page by page, each institution once, and by kind', async () => {
    const all = (await list()).nodes.map(({ code }: any) => code);
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const { nodes, pageInfo }: any = await list({ first: 1, after });
      seen.push(...nodes.map(({ code }: any) => code));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(seen).toEqual(all);
    const banks = await list({ kind: 'COMMERCIAL_BANK' });
    expect(banks.nodes.map(({ code }: any) => code)).toEqual([platform.bank.identity.code]);
  });

  it('is answered to a GET and may be kept by caches', async () => {
    const query = encodeURIComponent('{ recipients { nodes { code standing } } }');
    const answer = await fetch(`${platform.url}/graphql?query=${query}`, {
      headers: { accept: 'application/json' },
    });
    expect(answer.headers.get('cache-control')).toBe('public, max-age=60');
    expect(((await answer.json()) as any).data.recipients.nodes.length).toBeGreaterThan(2);
  });

  it('answers null for a code that is nobody’s', async () => {
    for (const code of ['NOBODY', '', '\0', "' OR 1=1", 'x'.repeat(300)]) expect(await one(code)).toBeNull();
  });

  it('shows nothing of an institution’s own: not what it asked, got or was told', async () => {
    const { code } = platform.insurer.identity;
    for (const own of ['consentRequests', 'grants', 'disclosures', 'notices'])
      for (const client of [platform.anonymous, platform.otherInsurer]) {
        const query = `query ($code: ID!) { recipientOf(code: $code) { ${own} { nodes { __typename } } } }`;
        expect((await client.refusal(query, { code })).code).toBe('FORBIDDEN');
      }
  });

  it('does not show an institution or an agreement that SQL alone made', async () => {
    const { sql } = platform.database;
    const { nodes: before } = await list();
    await sql(
      `INSERT INTO assent.recipient (code, name, kind) VALUES ('AA-FORGED', '假保险', 'COMMERCIAL_INSURER')`,
    );
    await sql(
      `INSERT INTO assent.agreement (recipient_code, version, purposes) VALUES ('AA-FORGED', 1, '[{"code": "CLAIM_DIRECT_PAY", "items": null, "impactAssessment": "PIA"}]')`,
    );
    expect((await list()).nodes).toEqual(before);
    expect(await one('AA-FORGED')).toBeNull();
    await sealRows(platform.database, 'recipient');
    expect((await list()).nodes).toEqual(before);
    expect((await list({ first: 1 })).pageInfo.hasNextPage).toBe(true);
  });
});

describe('the standing of an institution', () => {
  it('is what its requests and its grants are judged by: suspended, live again, frozen, ended', async () => {
    const { code } = platform.otherInsurer.identity;
    const officers = await Officers.of(platform);
    const asked = async () => {
      const answer = await ask(platform.otherInsurer, about(platform.someone()), ELIGIBILITY).then(
        () => 'asked',
        () => 'refused',
      );
      return answer;
    };
    expect([await standing(code), await asked()]).toEqual(['LIVE', 'asked']);
    await officers.act({ kind: 'SUSPEND_RECIPIENT', recipient: code });
    expect([await standing(code), await asked()]).toEqual(['SUSPENDED', 'refused']);
    await officers.act({ kind: 'REINSTATE_RECIPIENT', recipient: code });
    expect([await standing(code), await asked()]).toEqual(['LIVE', 'asked']);
    await officers.act({ kind: 'FREEZE_RECIPIENT', recipient: code });
    expect([await standing(code), await asked()]).toEqual(['FROZEN', 'refused']);
    await officers.act({ kind: 'LIFT_FREEZE', recipient: code });
    expect([await standing(code), await asked()]).toEqual(['LIVE', 'asked']);
    await platform.database.sql(
      'UPDATE assent.agreement SET valid_until = assent.today() - 1, version = version + 1 WHERE recipient_code = $1',
      [code],
    );
    await sealRows(platform.database, 'agreement');
    expect([await standing(code), await asked()]).toEqual(['ENDED', 'refused']);
  });

  it('counts the last day of the agreement, and what officers did before its end', () => {
    const agreement = { version: 1, purposes: [], validUntil: '2027-03-31' };
    const live = { suspended: false, frozen: false, agreement, approved: false, hasKey: true };
    expect(standingOf(live, '2027-03-31')).toBe('LIVE');
    expect(standingOf(live, '2027-04-01')).toBe('ENDED');
    expect(standingOf({ ...live, agreement: { ...agreement, validUntil: null } }, '9999-12-31')).toBe('LIVE');
    expect(standingOf({ ...live, suspended: true }, '2027-04-01')).toBe('SUSPENDED');
    expect(standingOf({ ...live, suspended: true, frozen: true }, '2027-04-01')).toBe('FROZEN');
    expect(standingOf({ ...live, agreement: null }, '2027-04-01')).toBe('APPLICANT');
    const approved = { ...live, agreement: null, approved: true };
    expect(standingOf(approved, '2027-04-01')).toBe('READY');
    expect(standingOf({ ...approved, hasKey: false }, '2027-04-01')).toBe('TESTING');
  });
});
