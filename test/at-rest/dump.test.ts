import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { personItems, providerItems } from '../../schema/catalogue.js';
import { cityDirectory } from '../support/city.js';
import { testCluster } from '../support/database.js';
import { type Platform, startPlatform } from '../support/platform.js';

const SAMPLE = 20;

/** Every value of one column of a CSV file; the city's texts hold no quotes. */
function valuesOf(table: string, column: string): string[] {
  const [header, ...lines] = readFileSync(join(cityDirectory(testCluster().varDir), `${table}.csv`), 'utf8')
    .trim()
    .split('\n');
  const at = header!.split(',').indexOf(column);
  expect(at).toBeGreaterThanOrEqual(0);
  return lines.map((line) => line.split(',')[at]!);
}

const ASK = 'mutation Ask($input: RequestConsentInput!) { requestConsent(input: $input) { id } }';
const READ = `verify(assertions: [{ item: "PSN_NAME", equals: $name }, { item: "CERTNO", equals: $certNo }]) { match }
  person { encounters { nodes { diagnosisCode diagnosisName } } expenseLines { nodes { catalogName } } }`;

describe('a stolen dump (R-29, R-35)', () => {
  let platform: Platform;
  let dump: string;

  beforeAll(async () => {
    platform = await startPlatform();
    const someone = platform.someone();
    const me = await platform.person(someone).signIn('FACE');
    await me.run('{ me { person { basicIdentity { personName certNo } contact { mobile liveAddress } } } }');
    const items = ['PSN_NAME', 'CERTNO'].map((item) => ({ item, delivery: 'VERIFY' }));
    const shown = ['DIAG_CODE', 'DIAG_NAME', 'HILIST_NAME'].map((item) => ({ item, delivery: 'RETURN' }));
    const subject = { person: { certNo: someone.certNo, name: someone.name } };
    const input = {
      subject,
      purpose: 'CLAIM_DIRECT_PAY',
      mode: 'ONE_TIME',
      validForDays: 7,
      notice: '理赔',
      items: [...items, ...shown],
    };
    const { requestConsent } = await platform.insurer.run(ASK, { input });
    const grant = await me.approve(requestConsent.id, 'FACE');
    const { data } = await platform.insurer.redeem(grant.id, 'once', READ, {
      name: someone.name,
      certNo: someone.certNo,
    });
    // The story did handle the plaintext, or the test below would prove nothing.
    expect(data.redeemGrant.verify).toEqual([{ match: true }, { match: true }]);
    expect(data.redeemGrant.person.expenseLines.nodes[0].catalogName).toMatch(/\S/);

    const tables = await platform.database.sql(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema IN ('assent', 'public') AND table_type = 'BASE TABLE'",
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const schema = name === 'assent_migrations' ? 'public' : 'assent';
      const rows = await platform.database.sql(`SELECT t::text AS row FROM ${schema}.${name} t`);
      texts.push(rows.map(({ row }) => row).join('\n'));
    }
    dump = texts.join('\n');
  });
  afterAll(() => platform.stop());

  const sealed = [...personItems, ...providerItems].filter((item) => item.sealed);

  it('is of the whole database', () => {
    expect(dump.length).toBeGreaterThan(1_000_000);
    expect(dump).toContain('CLAIM_DIRECT_PAY');
    expect(sealed.length).toBe(16);
  });

  it.each(sealed.map(({ code, category, kind }) => [code, category.table, kind.column]))(
    'holds no %s in clear',
    (_code, table, column) => {
      // Some of each: one value in clear would mean that the column is.
      const known = [...new Set(valuesOf(table, column))]
        .filter((value) => [...value].length > 1)
        .slice(0, SAMPLE);
      expect(known.length).toBeGreaterThan(0);
      const found = known.filter(
        (value) => dump.includes(value) || dump.includes(Buffer.from(value).toString('hex')),
      );
      expect(found).toEqual([]);
    },
  );
});
