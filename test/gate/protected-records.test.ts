import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import type { PersonClient } from '../../examples/clients/person-client.js';
import { attempt, connect, rowsOf } from '../support/database/data-tables.js';
import { importRows, psnNoOf, visitRows } from '../support/database/import-rows.js';
import { EVERYTHING, everythingOf } from '../support/people/asked.js';
import { ask, expectAuditEqualsUsed, recordsOf } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

const DEPRESSION = ['F32.900', '抑郁发作'] as const;
const SYPHILIS = ['A53.900', '梅毒'] as const;
const ANTIDEPRESSANT = ['XN06ABP001A001010100001', '盐酸帕罗西汀片'] as const;

let platform: Platform;
let api: Client;
let reader: Client;
let me: PersonClient;
let psnNo: string;
let personId: string;

beforeAll(async () => {
  platform = await startPlatform();
  api = await connect(platform.database.urls.gate);
  reader = await connect(platform.database.urls.reader);
  me = await platform.person(platform.someone()).signIn('FACE');
  psnNo = await psnNoOf(platform.database, me.person);
  const [row] = await platform.database.sql('SELECT id::text FROM assent.person WHERE psn_no = $1', [psnNo]);
  personId = row!.id;
  await clear();
  await importRows(platform.database, {
    ...visitRows([
      { id: 'COLD-1', psnNo, day: day(40) },
      { id: 'LOW-1', psnNo, day: day(30), diagnosis: DEPRESSION, refunded: true },
      { id: 'COLD-2', psnNo, day: day(20) },
      { id: 'LOW-2', psnNo, day: day(10), goods: [ANTIDEPRESSANT, ...Array(3).fill(ANTIDEPRESSANT)] },
      { id: 'LOW-3', psnNo, day: day(5), diagnosis: SYPHILIS },
    ]),
    filing: [
      {
        psn_no: psnNo,
        trt_dcla_detl_sn: 'FIL-1',
        filing_type: 'OPSP',
        opsp_dise_code: 'M02103',
        begndate: day(60),
        insutype: '310',
        refd_setl_flag: 0,
      },
      {
        psn_no: psnNo,
        trt_dcla_detl_sn: 'FIL-2',
        filing_type: 'OPSP',
        opsp_dise_code: 'M03900',
        begndate: day(50),
        insutype: '310',
        refd_setl_flag: 0,
      },
    ],
    special_benefit: [
      {
        psn_no: psnNo,
        special_trt_type: 'MATERNITY',
        matn_type: '1',
        begndate: day(70),
        dfr_sumamt: '100.00',
        insutype: '510',
        refd_setl_flag: 0,
      },
      {
        psn_no: psnNo,
        special_trt_type: 'MATERNITY',
        matn_type: '5',
        begndate: day(60),
        dfr_sumamt: '200.00',
        insutype: '510',
        refd_setl_flag: 0,
      },
    ],
  });
});
afterAll(async () => {
  await expectAuditEqualsUsed(platform.database);
  await api.end();
  await reader.end();
  await platform.stop();
});

const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

/** The records that the generator gave this person would mix with those of the test. */
async function clear() {
  for (const table of ['encounter', 'settlement', 'expense_line', 'filing', 'special_benefit'])
    await recordsOf(
      platform.database,
      `UPDATE assent.${table} SET record_id = 'of-' || person_id || '-' || record_id,
         person_id = (SELECT max(id) FROM assent.person WHERE id <> $1) WHERE person_id = $1`,
      [personId],
    );
}

const SPECIAL = `query ($id: ID!) { consentRequest(id: $id) {
  specialDiseases { id kind date institution description descriptionEn condition { code nameZh } } } }`;

const request = () => ask(platform.insurer, me.person, everythingOf());
const specialOf = async (id: string) => (await me.run(SPECIAL, { id })).consentRequest.specialDiseases;

/** What the insurer reads under a grant that was given with these ticks. */
async function seenWith(choose: (special: any[]) => string[]) {
  const id = await request();
  const specialDiseases = choose(await specialOf(id));
  const grant = await me.approve(id, 'FACE', { specialDiseases });
  const { data, errors } = await platform.insurer.redeem(grant.id, randomUUID(), EVERYTHING);
  expect(errors).toEqual([]);
  return namesIn(data.redeemGrant.person);
}

const namesIn = (person: any) => ({
  encounters: person.encounters.nodes.map(({ encounterId }: any) => encounterId),
  settlements: person.settlements.nodes.map(({ settlementId }: any) => settlementId),
  lines: person.expenseLines.nodes.length,
  filings: person.filings.nodes.map(({ chronicDiseaseCode }: any) => chronicDiseaseCode),
  benefits: person.specialBenefits.nodes.map(({ specialAmount }: any) => specialAmount),
});

const ORDINARY = {
  encounters: ['COLD-2', 'COLD-1'],
  settlements: ['S-COLD-2', 'S-COLD-1'],
  lines: 2,
  filings: ['M03900'],
  benefits: ['100.00'],
};

describe('R-12: rows that reveal a specially protected disease', () => {
  it('are left out of a disclosure, with their bills and expense lines, unless the person ticked them', async () => {
    expect(await seenWith(() => [])).toEqual(ORDINARY);
  });

  it('are left out when the approval says nothing about them', async () => {
    const grant = await me.approve(await request(), 'FACE');
    const { data } = await platform.insurer.redeem(grant.id, randomUUID(), EVERYTHING);
    expect(namesIn(data.redeemGrant.person)).toEqual(ORDINARY);
  });

  it('are shown to the person before the approval, with condition, date and institution', async () => {
    const special = await specialOf(await request());
    expect(special.map(({ id: _, ...rest }: any) => rest)).toEqual(
      [
        {
          kind: 'VISIT',
          date: day(10),
          institution: '烟台合成第1人民医院',
          description: 'J06.900 急性上呼吸道感染；盐酸帕罗西汀片',
          descriptionEn: 'Diagnosis J06.900; Charged items: Mental disorder',
          condition: { code: 'MENTAL', nameZh: '精神障碍' },
        },
        {
          kind: 'VISIT',
          date: day(5),
          institution: '烟台合成第1人民医院',
          description: 'A53.900 梅毒',
          descriptionEn: 'Diagnosis A53.900: Sexually transmitted infection',
          condition: { code: 'SEXUALLY_TRANSMITTED', nameZh: '性传播疾病' },
        },
        {
          kind: 'VISIT',
          date: day(30),
          institution: '烟台合成第1人民医院',
          description: 'F32.900 抑郁发作',
          descriptionEn: 'Diagnosis F32.900: Mental disorder',
          condition: { code: 'MENTAL', nameZh: '精神障碍' },
        },
        {
          kind: 'FILING',
          date: day(60),
          institution: null,
          description: 'M02103',
          descriptionEn: 'Chronic disease M02103: Mental disorder',
          condition: { code: 'MENTAL', nameZh: '精神障碍' },
        },
        {
          kind: 'BENEFIT',
          date: day(60),
          institution: null,
          description: '流产',
          descriptionEn: 'Miscarriage or abortion: Termination of pregnancy',
          condition: { code: 'TERMINATION_OF_PREGNANCY', nameZh: '终止妊娠' },
        },
      ].sort(
        (a, b) =>
          ['VISIT', 'FILING', 'BENEFIT'].indexOf(a.kind) - ['VISIT', 'FILING', 'BENEFIT'].indexOf(b.kind) ||
          b.date.localeCompare(a.date),
      ),
    );
  });

  it('are disclosed one by one: a ticked visit with its bills, refund and expense lines, and no other visit', async () => {
    const byDescription = (text: string) => (special: any[]) =>
      special.filter(({ description }) => description.includes(text)).map(({ id }) => id);
    expect(await seenWith(byDescription('抑郁发作'))).toEqual({
      ...ORDINARY,
      encounters: ['COLD-2', 'LOW-1', 'COLD-1'],
      settlements: ['S-COLD-2', 'S-LOW-1-back', 'S-LOW-1', 'S-COLD-1'],
      lines: 4,
    });
    expect(await seenWith(byDescription('M02103'))).toEqual({ ...ORDINARY, filings: ['M03900', 'M02103'] });
    expect(await seenWith(byDescription('流产'))).toEqual({ ...ORDINARY, benefits: ['200.00', '100.00'] });
    expect((await seenWith((special) => special.map(({ id }) => id))).encounters).toEqual([
      'LOW-3',
      'LOW-2',
      'COLD-2',
      'LOW-1',
      'COLD-1',
    ]);
  });

  it('are shown in full to the person themselves', async () => {
    const { person } = (await me.run(`{ me { ${EVERYTHING} } }`)).me;
    expect(namesIn(person)).toMatchObject({
      encounters: ['LOW-3', 'LOW-2', 'COLD-2', 'LOW-1', 'COLD-1'],
      filings: ['M03900', 'M02103'],
      lines: 9,
    });
  });

  it('are never compared: VERIFY of a hidden diagnosis is false, as of one that does not exist', async () => {
    const id = await ask(platform.insurer, me.person, {
      ...everythingOf(),
      items: [
        { item: 'DIAG_CODE', delivery: 'VERIFY' },
        { item: 'SETL_ID', delivery: 'VERIFY' },
      ],
    });
    const grant = await me.approve(id, 'FACE');
    const matches = async (item: string, equals: string) => {
      const verify = `verify(assertions: [{ item: "${item}", equals: "${equals}" }]) { match }`;
      const { data } = await platform.insurer.redeem(grant.id, randomUUID(), verify);
      return data.redeemGrant.verify[0].match;
    };
    for (const hidden of ['F32.900', 'A53.900']) expect(await matches('DIAG_CODE', hidden)).toBe(false);
    expect(await matches('DIAG_CODE', 'J06.900')).toBe(true);
    expect(await matches('SETL_ID', 'S-LOW-1')).toBe(false);
    expect(await matches('SETL_ID', 'S-COLD-1')).toBe(true);
  });

  it('leave no gap in pages: a page of one record is followed by the next visible record', async () => {
    const grant = await me.approve(await request(), 'FACE');
    const page = (after: string | null) =>
      `encounters(first: 1${after ? `, after: "${after}"` : ''}) { nodes { encounterId } pageInfo { endCursor hasNextPage } }`;
    const first = (await platform.insurer.redeem(grant.id, randomUUID(), `id person { ${page(null)} }`)).data
      .redeemGrant;
    const { endCursor, hasNextPage } = first.person.encounters.pageInfo;
    const second = (
      await platform.insurer.run(`{ disclosure(id: "${first.id}") { person { ${page(endCursor)} } } }`)
    ).disclosure.person.encounters;
    expect([first.person.encounters.nodes, hasNextPage, second.nodes, second.pageInfo.hasNextPage]).toEqual([
      [{ encounterId: 'COLD-2' }],
      true,
      [{ encounterId: 'COLD-1' }],
      false,
    ]);
  });
});

describe('R-12: the list of protected records', () => {
  it('is null for the recipient, whoever the person is', async () => {
    const id = await request();
    expect((await platform.insurer.run(SPECIAL, { id })).consentRequest.specialDiseases).toBeNull();
  });

  it('requires FACE of the person', async () => {
    const weak = await platform.person(me.person).signIn('SMS');
    expect(await weak.refusal(SPECIAL, { id: await request() })).toMatchObject({
      code: 'STRENGTH_REQUIRED',
      required: 'FACE',
    });
  });

  it('gives ids that are valid for their own request only, and ticking needs the second confirmation', async () => {
    const [other] = await specialOf(await request());
    const id = await request();
    const approve =
      'mutation ($input: ApproveConsentRequestInput!) { approveConsentRequest(input: $input) { id } }';
    const authentication = await me.prove('FACE', 'APPROVE', id);
    const input = { id, authentication, sensitiveConfirmed: true };
    expect(await me.refusal(approve, { input: { ...input, specialDiseases: [other.id] } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'specialDiseases',
    });
    const [own] = await specialOf(id);
    expect(
      await me.refusal(approve, {
        input: { ...input, sensitiveConfirmed: false, specialDiseases: [own.id] },
      }),
    ).toMatchObject({ code: 'SENSITIVE_CONFIRMATION_REQUIRED' });
    expect(
      (await me.run(approve, { input: { ...input, specialDiseases: [own.id] } })).approveConsentRequest.id,
    ).toBeTruthy();
  });

  it('leaves no trace of ticks or hidden rows in the ledger', async () => {
    await seenWith((special) => special.map(({ id }) => id));
    await seenWith(() => []);
    const rows = await platform.database.sql(
      `SELECT kind, content - 'validUntil' - 'operationDigest' - 'subject' AS content FROM assent.ledger_entry
       WHERE grant_id IS NOT NULL AND kind IN ('GRANT_GIVEN', 'DISCLOSURE') ORDER BY id DESC LIMIT 4`,
    );
    expect(rows.slice(0, 2)).toEqual(rows.slice(2));
  });
});

describe('R-12: the database', () => {
  /** What the reader sees of a table under the entry of a use of this grant. */
  const opened = async (grantId: string, table: string) => {
    const [use] = await rowsOf(
      api,
      `SELECT entry_id FROM assent.redeem($1, 'INS-ANXIN', $2, $3, $4, '[]', 1)`,
      [grantId, randomUUID(), Buffer.alloc(32), randomUUID()],
    );
    return (await rowsOf(reader, `SELECT FROM record.${table} WHERE "#entry" = $1`, [use.entry_id])).length;
  };

  /** How many rows the person has in a table, and how many of them are not protected. */
  const held = async (grantId: string, table: string) => {
    const [row] = await platform.database.sql(
      `SELECT count(*)::int AS rows, count(*) FILTER (WHERE NOT t.protected)::int AS open
       FROM assent.${table} t JOIN assent.consent_grant g USING (person_id) WHERE g.id = $1`,
      [grantId],
    );
    return row!;
  };

  it.each(['encounter', 'settlement', 'expense_line', 'filing', 'special_benefit'])(
    'shows the reader rows of %s that are protected only where the person ticked them',
    async (table) => {
      const none = await me.approve(await request(), 'FACE');
      const ticked = await request();
      const specialDiseases = (await specialOf(ticked)).map(({ id }: any) => id);
      const all = await me.approve(ticked, 'FACE', { specialDiseases });
      const { rows, open } = await held(none.id, table);
      expect(open).toBeGreaterThan(0);
      expect(await opened(none.id, table)).toBe(open);
      expect(await opened(all.id, table)).toBeGreaterThan(open);
      expect(await opened(all.id, table)).toBeLessThanOrEqual(rows);
      expect(await opened(none.id, table)).toBe(open);
    },
  );

  it('accepts no tick after the grant was given, and changes none', async () => {
    const id = await request();
    const [one] = await specialOf(id);
    const grant = await me.approve(id, 'FACE', { specialDiseases: [one.id] });
    const later = `INSERT INTO assent.protected_record_choice VALUES ('${grant.id}', 'VISIT', 'LOW-3')`;
    // Not even the owner of the database can add one: the trigger refuses it, whoever asks.
    await expect(platform.database.sql(later)).rejects.toMatchObject({ code: '23514' });
    for (const change of [
      later,
      "UPDATE assent.protected_record_choice SET record_id = 'LOW-1'",
      'DELETE FROM assent.protected_record_choice',
      'SELECT * FROM assent.protected_record_choice',
    ])
      expect(await attempt(api, change)).toBe('42501');
    await expect(platform.database.sql('DELETE FROM assent.protected_record_choice')).rejects.toThrow(
      'may not change so',
    );
  });
});
