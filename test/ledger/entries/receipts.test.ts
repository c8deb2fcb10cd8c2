import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commitmentOf } from '../../../consent/ledger/entries/commitment.js';
import { entryFaults } from '../../../consent/ledger/entries/entry-form.js';
import { digestOf, Outsider } from '../../support/ledger/outsider.js';
import { sequenced } from '../../support/ledger/recorded-life.js';
import { codeOf, type Given, give, recordsOf } from '../../support/people/giving.js';
import { type Platform, startPlatform } from '../../support/platform/platform.js';

let platform: Platform;
let outsider: Outsider;
beforeAll(async () => {
  platform = await startPlatform();
  outsider = new Outsider(platform);
});
afterAll(() => platform.stop());

const claim = (by?: Given['owner']) =>
  give(platform, { asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 5 }, ...(by && { by }) });

/** As docs/ledger.md describes it. */
const handleWith = (opening: Buffer, field: string, value: string): string => {
  const key = createHmac('sha256', opening).update('assent ledger handles').digest();
  return createHash('sha256').update(key).update(`${field}:${value}`).digest('hex');
};

const PAGE =
  'person { settlements(first: 3) { nodes { settlementId settlementTime totalFee } pageInfo { endCursor hasNextPage } } }';

describe('a receipt', () => {
  it('is signed by a published key and binds the grant, the use, the operation and the answer', async () => {
    const { id } = await claim();
    const { data } = await platform.insurer.redeem(id, 'one', `id useNumber disclosedAt receipt ${PAGE}`);
    const { redeemGrant: answer } = data;
    const { type, payload } = await outsider.opened(answer.receipt);
    expect(type).toBe('assent-receipt+jwt');
    expect(payload).toMatchObject({ iss: platform.url, aud: 'INS-ANXIN', jti: answer.id });
    const { entry, opens } = payload;
    expect(opens).toMatchObject({ grant: id, disclosure: answer.id });
    expect(entry).toMatchObject({
      kind: 'DISCLOSURE',
      recipient: 'INS-ANXIN',
      purpose: 'CLAIM_DIRECT_PAY',
      mode: 'LIMITED',
      useNumber: 1,
      maxUses: 5,
      noticeDigest: createHash('sha256').update('用途、方式、范围、期限').digest('hex'),
      revocationEpoch: 0,
      responseDigest: digestOf({ person: answer.person }),
    });
    expect(entry.items).toEqual(expect.arrayContaining([{ item: 'SETL_ID', delivery: 'RETURN' }]));
    expect(Math.abs(Date.parse(opens.moment) - Date.parse(answer.disclosedAt))).toBeLessThan(1);
    expect(entry.at).toBe(`${opens.moment.slice(0, 16)}Z`);
  });

  it('is the same each time either party reads it', async () => {
    const { id, owner } = await claim();
    const { data } = await platform.insurer.redeem(id, 'one', `id receipt ${PAGE}`);
    const query = 'query Again($id: ID!) { disclosure(id: $id) { receipt } }';
    for (const client of [platform.insurer, owner])
      expect((await client.run(query, { id: data.redeemGrant.id })).disclosure.receipt).toBe(
        data.redeemGrant.receipt,
      );
    const list = '{ me { disclosures(first: 1) { nodes { id receipt } } } }';
    expect((await owner.run(list)).me.disclosures.nodes).toEqual([
      { id: data.redeemGrant.id, receipt: data.redeemGrant.receipt },
    ]);
  });

  it('of a retry or of a further page is about the data in that answer', async () => {
    const { id } = await claim();
    const first = (await platform.insurer.redeem(id, 'one', `id receipt ${PAGE}`)).data.redeemGrant;
    const again = (await platform.insurer.redeem(id, 'one', `id receipt ${PAGE}`)).data.redeemGrant;
    const { entry: retried, opens } = (await outsider.opened(again.receipt)).payload;
    expect(opens.disclosure).toBe(first.id);
    expect(retried).toMatchObject({ kind: 'REREAD', why: 'RETRY', useNumber: 1 });
    expect(retried.responseDigest).toBe(digestOf({ person: again.person }));
    const page = `query Page($id: ID!) { disclosure(id: $id) { receipt ${PAGE.replace('first: 3', `first: 2, after: "${first.person.settlements.pageInfo.endCursor}"`)} } }`;
    const next = (await platform.insurer.run(page, { id: first.id })).disclosure;
    const read = (await outsider.opened(next.receipt)).payload.entry;
    expect(read).toMatchObject({
      kind: 'REREAD',
      why: 'PAGE',
      responseDigest: digestOf({ person: next.person }),
    });
  });

  it.each([
    [
      'aliases and type names',
      'a: person { __typename x: settlements(first: 2) { __typename n: nodes { __typename i: settlementId t: totalFee } p: pageInfo { __typename h: hasNextPage } } }',
    ],
    [
      'fragments',
      'person { ... on InsuredPerson { settlements(first: 2) { nodes { settlementTime } } } } person { settlements(first: 2) { nodes { ... { settlementId } } } }',
    ],
    [
      'directives',
      'person { settlements(first: 1) { nodes { settlementId totalFee @skip(if: true) settlementTime @include(if: true) } } }',
    ],
    [
      'an empty page',
      'person { settlements(first: 1, from: "EMPTY_DAY", to: "EMPTY_DAY") { nodes { settlementId } pageInfo { endCursor hasNextPage } } }',
    ],
  ])('has the digest of an answer with %s', async (_what, selection) => {
    const { id } = await claim();
    const [grant] = await platform.database.sql('SELECT person_id FROM assent.consent_grant WHERE id = $1', [
      id,
    ]);
    const [empty] = await recordsOf(
      platform.database,
      `SELECT day::date::text FROM generate_series(assent.today() - 600, assent.today(), interval '1 day') AS day
       WHERE day::date NOT IN (SELECT setl_time FROM assent.settlement WHERE person_id = $1) LIMIT 1`,
      [grant!.person_id],
    );
    const asked = selection.replaceAll('EMPTY_DAY', empty!.day);
    const { data, errors } = await platform.insurer.redeem(id, 'one', `receipt ${asked}`);
    expect(errors).toEqual([]);
    const { receipt, ...released } = data.redeemGrant;
    expect((await outsider.opened(receipt)).payload.entry.responseDigest).toBe(digestOf(released));
  });

  it('covers every item of every purpose: masked, returned and compared', async () => {
    const owner = await platform.person(platform.someone('REPRESENTATIVE')).signIn('FACE');
    const { purposes, catalogue } = await platform.anonymous.run(
      '{ purposes { code requiredItems { item delivery } optionalItems { item delivery } modes { mode } } catalogue { items { code field } } }',
    );
    const fieldOf = new Map<string, string>(catalogue.items.map(({ code, field }: any) => [code, field]));
    let digests = 0;
    for (const { code, requiredItems, optionalItems, modes } of purposes) {
      const items = [...requiredItems, ...optionalItems];
      const shown = items.filter(({ delivery, item }: any) => delivery !== 'VERIFY' && fieldOf.has(item));
      const to = code.startsWith('CREDIT_') ? platform.bank : platform.insurer;
      const subject = code.startsWith('CREDIT_') ? 'provider' : 'person';
      if (!modes[0] || shown.length === 0 || subject === 'provider') continue;
      const given = await give(platform, {
        asks: {
          purpose: code,
          mode: modes[0].mode,
          validForDays: 1,
          items: items.map(({ item, delivery }: any) => ({ item, delivery })),
          ...(modes[0].mode === 'LIMITED' && { maxUses: 2 }),
        },
        to,
        by: owner,
      }).catch(() => null);
      if (!given) continue;
      const { data, errors } = await to.redeem(
        given.id,
        'all',
        `receipt person { ${await selectionOf(shown.map(({ item }: any) => fieldOf.get(item)!))} }`,
      );
      expect(errors).toEqual([]);
      const { receipt, ...released } = data.redeemGrant;
      expect((await outsider.opened(receipt)).payload.entry.responseDigest).toBe(digestOf(released));
      digests += 1;
    }
    expect(digests).toBeGreaterThan(2);
  });
});

/** Builds the selection of these fields. `Settlement.totalFee` lies below the category field of type Settlement. */
async function selectionOf(fields: readonly string[]): Promise<string> {
  const { __type } = await platform.anonymous.run(
    '{ __type(name: "InsuredPerson") { fields { name type { name ofType { name } } } } }',
  );
  const byType = Map.groupBy(fields, (field) => field.split('.')[0]!);
  return __type.fields
    .flatMap(({ name, type }: any) => {
      const many = /^(\w+)Connection$/.exec(type.ofType?.name ?? '')?.[1];
      const names = byType
        .get(many ?? type.name)
        ?.map((field) => field.split('.')[1])
        .join(' ');
      if (!names) return [];
      return many
        ? `${name}(first: 5) { nodes { ${names} } pageInfo { hasNextPage } }`
        : `${name} { ${names} }`;
    })
    .join(' ');
}

describe('an artefact', () => {
  it('is signed, maps to ISO/IEC TS 27560 and commits to the person without naming them (R-29)', async () => {
    const { id, owner } = await claim();
    const query = 'query G($id: ID!) { grant(id: $id) { artefact commitmentOpening } }';
    const { grant } = await platform.insurer.run(query, { id });
    expect((await owner.run(query, { id })).grant).toEqual(grant);
    const { type, payload } = await outsider.opened(grant.artefact);
    expect(type).toBe('assent-grant+jwt');
    expect(payload.opens.grant).toBe(id);
    expect(payload.entry).toMatchObject({
      kind: 'GRANT_GIVEN',
      recipient: 'INS-ANXIN',
      channel: 'ONLINE',
      role: 'SELF',
    });
    expect(payload.record).toMatchObject({
      schema_version: 'ISO/IEC TS 27560:2023',
      record_id: id,
      pii_principal_id: payload.entry.subject,
    });
    const opening = Buffer.from(grant.commitmentOpening, 'hex');
    expect(payload.entry.subject).toBe(commitmentOf(opening, owner.person.certNo).toString('hex'));
    for (const [field, value] of Object.entries<string>(payload.opens))
      expect([field, payload.entry[field]]).toEqual([field, handleWith(opening, field, value)]);
    for (const secret of [owner.person.certNo, owner.person.name, owner.person.mobile])
      expect(JSON.stringify(payload)).not.toContain(secret);
  });

  it('of another grant of the same person does not show that it is the same person (R-29)', async () => {
    const { id, owner } = await claim();
    const other = await claim(owner);
    const subjects = await Promise.all(
      [id, other.id].map(async (grantId) => {
        const { grant } = await owner.run('query G($id: ID!) { grant(id: $id) { artefact } }', {
          id: grantId,
        });
        return (await outsider.opened(grant.artefact)).payload.entry.subject;
      }),
    );
    expect(subjects[0]).not.toBe(subjects[1]);
  });
});

describe('only the two parties', () => {
  it('get proofs and entries of a grant and a disclosure', async () => {
    const { id, owner } = await claim();
    const { data } = await platform.insurer.redeem(id, 'one', `id receipt ${PAGE}`);
    const of = { grantId: id, disclosureId: data.redeemGrant.id };
    const proofs = `query P($grantId: ID!, $disclosureId: ID!) {
      given: inclusionProof(grantId: $grantId) used: inclusionProof(disclosureId: $disclosureId)
      entry: ledgerEntry(disclosureId: $disclosureId) }`;
    for (const client of [owner, platform.insurer]) {
      const { given, used, entry } = await client.run(proofs, of);
      const { grant } = await client.run('query G($id: ID!) { grant(id: $id) { commitmentOpening } }', {
        id,
      });
      const handle = handleWith(Buffer.from(grant.commitmentOpening, 'hex'), 'grant', id);
      expect(await outsider.proved(given)).toMatchObject({ kind: 'GRANT_GIVEN', grant: handle });
      const proved = await outsider.proved(used);
      expect(proved).toEqual(JSON.parse(entry));
      const { previousUse, ...stated } = proved;
      expect(previousUse).toBeNull();
      expect((await outsider.opened(data.redeemGrant.receipt)).payload.entry).toEqual(stated);
    }
    const stranger = await platform.person(platform.someone()).signIn();
    const asked = [
      ['$g: ID!', 'inclusionProof(grantId: $g)'],
      ['$d: ID!', 'inclusionProof(disclosureId: $d)'],
      ['$g: ID!', 'ledgerEntry(grantId: $g)'],
      ['$g: ID!', 'grantExport(id: $g, format: FHIR)'],
      ['$d: ID!', 'disclosureExport(id: $d, format: FHIR)'],
    ];
    for (const client of [stranger, platform.otherInsurer, platform.anonymous])
      for (const [variable, field] of asked)
        expect(
          (await client.refusal(`query P(${variable}) { ${field} }`, { g: of.grantId, d: of.disclosureId }))
            .code,
        ).toBe(client === platform.anonymous ? 'UNAUTHENTICATED' : 'NOT_FOUND');
  });
});

describe('the ledger entries', () => {
  it('of everything in these tests have the documented format', async () => {
    const { id, owner } = await claim();
    await platform.insurer.redeem(id, 'refused', 'person { contact { mobile } }');
    await owner.run('{ me { person { contact { mobile } } } }');
    await owner.revoke(id);
    expect(codeOf(await platform.insurer.redeem(id, 'after', PAGE))).toBe('GRANT_REVOKED');
    await sequenced(platform);
    const leaves = await platform.database.sql('SELECT entry FROM assent.ledger_leaf ORDER BY index');
    const entries = leaves.map(({ entry }) => JSON.parse(entry.toString()));
    expect(entries.flatMap((entry) => entryFaults(entry).map((fault) => `${entry.kind}: ${fault}`))).toEqual(
      [],
    );
    expect(new Set(entries.map(({ kind }) => kind))).toEqual(
      new Set([
        'AGREEMENT_CHANGED',
        'KEY_CHANGED',
        'GRANT_GIVEN',
        'GRANT_REVOKED',
        'DISCLOSURE',
        'REREAD',
        'REFUSAL',
        'OWN_ACCESS',
      ]),
    );
  });
});
