import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { applyAgreements } from '../../api/cli/command/apply-agreements.js';
import { checkAgreement } from '../../consent/recipients/agreement-file.js';
import type { ProductFile } from '../../consent/recipients/product.js';
import type { RecipientClient } from '../../examples/clients/recipient-client.js';
import { fullAgreement, RECIPIENTS } from '../../examples/demo/agreements.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';
import { faultsOf, namedRows, sealRows } from '../support/platform/seals.js';

const LIST = `query ($recipient: ID, $kind: ProductKind, $first: Int, $after: String) {
  products(recipient: $recipient, kind: $kind, first: $first, after: $after) {
    nodes { code name kind filingNo validUntil recipient { code name } purposes { code } } pageInfo { endCursor hasNextPage } } }`;

const medical: ProductFile = {
  code: 'ANXIN-MED-1',
  name: '安心百万医疗',
  kind: 'MEDICAL',
  filingNo: '示例2026医疗001',
  purposes: ['QUICK_UNDERWRITING', 'CLAIM_DIRECT_PAY'],
  validUntil: '2099-12-31',
};
const accident: ProductFile = {
  ...medical,
  code: 'ANXIN-ACC-1',
  name: '安心意外',
  kind: 'ACCIDENT',
  validUntil: null,
};
const credit: ProductFile = {
  ...medical,
  code: 'ZHIFU-1',
  name: '医保贷',
  kind: 'PROVIDER_CREDIT',
  purposes: ['CREDIT_GRANT'],
};

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

const fileOf = ({ identity, key }: RecipientClient, products?: readonly ProductFile[]) => ({
  ...fullAgreement(identity, { ...key.registeredJwk }),
  ...(products && { products: [...products] }),
});
const register = (client: RecipientClient, ...products: ProductFile[]) =>
  applyAgreements(platform.database.ownerUrl, platform.database.varDir, [
    checkAgreement(fileOf(client, products)),
  ]);
const list = async (variables: Record<string, unknown> = {}) =>
  (await platform.anonymous.run(LIST, variables)).products;
const codes = async (variables: Record<string, unknown> = {}) =>
  (await list(variables)).nodes.map(({ code }: any) => code);
const entries = async (code: string) =>
  (
    await platform.database.sql(
      "SELECT content->>'change' AS change FROM assent.ledger_entry WHERE kind = 'PRODUCT_REGISTERED' AND content->>'product' = $1 ORDER BY id",
      [code],
    )
  ).map(({ change }) => change);

describe('registered products', () => {
  it('are there for anybody, by GET too, with who offers them and for which purposes', async () => {
    expect(await codes()).toEqual([]);
    expect(await register(platform.insurer, medical, accident)).toMatchObject([{ changed: true }]);
    await register(platform.bank, credit);
    const { code, name } = platform.insurer.identity;
    expect((await list()).nodes).toEqual([
      { ...accident, recipient: { code, name }, purposes: accident.purposes.map((one) => ({ code: one })) },
      { ...medical, recipient: { code, name }, purposes: medical.purposes.map((one) => ({ code: one })) },
      expect.objectContaining({ code: 'ZHIFU-1', kind: 'PROVIDER_CREDIT' }),
    ]);
    const query = encodeURIComponent('{ products { nodes { code recipient { name } } } }');
    const answer = await fetch(`${platform.url}/graphql?query=${query}`);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=60']);
    expect(((await answer.json()) as any).data.products.nodes).toHaveLength(3);
  });

  it('tell nothing of what is a recipient’s own', async () => {
    for (const own of ['agreements { version }', 'notices { nodes { id } }', 'grants { nodes { id } }']) {
      const { errors } = await platform.anonymous.send(`{ products { nodes { recipient { ${own} } } } }`);
      expect([own, errors[0]!.extensions.code]).toEqual([own, 'FORBIDDEN']);
    }
  });

  it('are listed by recipient, by kind, and page by page', async () => {
    expect(await codes({ recipient: platform.insurer.identity.code })).toEqual([
      'ANXIN-ACC-1',
      'ANXIN-MED-1',
    ]);
    expect(await codes({ kind: 'PROVIDER_CREDIT' })).toEqual(['ZHIFU-1']);
    for (const recipient of ['NOBODY', '', '\u0000']) expect(await codes({ recipient })).toEqual([]);
    const found: string[] = [];
    let after: string | null = null;
    do {
      const { nodes, pageInfo }: any = await list({ first: 1, after });
      found.push(...nodes.map(({ code }: any) => code));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(found).toEqual(['ANXIN-ACC-1', 'ANXIN-MED-1', 'ZHIFU-1']);
    const { pageInfo } = await list({ first: 1 });
    const { errors } = await platform.anonymous.send(LIST, { kind: 'MEDICAL', after: pageInfo.endCursor });
    expect(errors[0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'after' });
  });

  it('change and end by the file, each change once and in the ledger; a file without a list changes none', async () => {
    expect(await register(platform.insurer, medical, accident)).toMatchObject([{ changed: false }]);
    const { database } = platform;
    await applyAgreements(database.ownerUrl, database.varDir, [checkAgreement(fileOf(platform.insurer))]);
    expect(await codes({ kind: 'ACCIDENT' })).toEqual(['ANXIN-ACC-1']);
    await register(platform.insurer, { ...medical, name: '安心百万医疗2027版' });
    expect(
      (await list({ recipient: platform.insurer.identity.code })).nodes.map(({ name }: any) => name),
    ).toEqual(['安心百万医疗2027版']);
    await register(platform.insurer, medical, accident);
    expect([await entries(medical.code), await entries(accident.code)]).toEqual([
      ['REGISTERED', 'CHANGED', 'CHANGED'],
      ['REGISTERED', 'ENDED', 'CHANGED'],
    ]);
    expect(await faultsOf(database)).toEqual([]);
  });

  it('are offered until their last day', async () => {
    await platform.database.sql(
      "UPDATE assent.product SET valid_until = assent.today() WHERE code = 'ZHIFU-1'",
    );
    await sealRows(platform.database, 'product');
    expect(await codes({ kind: 'PROVIDER_CREDIT' })).toEqual(['ZHIFU-1']);
    await platform.database.sql(
      "UPDATE assent.product SET valid_until = assent.today() - 1 WHERE code = 'ZHIFU-1'",
    );
    await sealRows(platform.database, 'product');
    expect(await codes({ kind: 'PROVIDER_CREDIT' })).toEqual([]);
  });

  it('belong to one recipient', async () => {
    await expect(register(platform.otherInsurer, medical)).rejects.toThrow(
      `products: ANXIN-MED-1 is a product of ${platform.insurer.identity.code}`,
    );
  });

  it('are worth nothing when SQL made or changed them, and are named', async () => {
    await platform.database.sql("UPDATE assent.product SET name = '假冒产品' WHERE code = 'ANXIN-ACC-1'");
    expect(await codes({ recipient: platform.insurer.identity.code })).toEqual(['ANXIN-MED-1']);
    expect(await namedRows(platform.database)).toContain('product ANXIN-ACC-1: it has no right seal');
    await expect(register(platform.insurer, medical)).rejects.toThrow(/changed this product with SQL/);
    await platform.database.sql("DELETE FROM assent.product WHERE code = 'ANXIN-ACC-1'");
    expect(await faultsOf(platform.database)).toContainEqual(
      expect.stringMatching(/the product as it was registered last/),
    );
  });
});

describe('a product in the file of an agreement', () => {
  const [insurer] = RECIPIENTS;
  const good = fullAgreement(insurer!, {
    kty: 'OKP',
    crv: 'Ed25519',
    x: 'jZxpbknxxMFz4G_ESAuaXJ3rKbirKGH6bHg-XFWYZdM',
  });

  it.each([
    [
      { code: 'small' },
      'products[0].code: must be a capital letter and up to 39 more, digits, hyphens and underscores',
    ],
    [
      { kind: 'PENSION' },
      'products[0].kind: must be one of CITY_SUPPLEMENT, MEDICAL, CRITICAL_ILLNESS, ACCIDENT, PROVIDER_CREDIT',
    ],
    [{ kind: 'PROVIDER_CREDIT' }, 'products: ANXIN-MED-1 is of a kind that no COMMERCIAL_INSURER offers'],
    [
      { purposes: ['CREDIT_GRANT'] },
      'products: ANXIN-MED-1 names CREDIT_GRANT, for which the agreement has no purpose',
    ],
    [{ purposes: [] }, 'products[0].purposes: must name at least one purpose'],
    [
      { purposes: ['QUICK_UNDERWRITING', 'QUICK_UNDERWRITING'] },
      'products[0].purposes: named twice: QUICK_UNDERWRITING',
    ],
    [{ filingNo: ' ' }, 'products[0].filingNo: must be a text of 1 to 100 characters'],
    [{ name: 'x'.repeat(201) }, 'products[0].name: must be a text of 1 to 200 characters'],
    [{ validUntil: '2027-02-30' }, 'products[0].validUntil: must be a day, YYYY-MM-DD'],
    [{ price: 1 }, 'products[0].price: is not a known field'],
  ])('is refused with %j', (change, message) => {
    expect(() => checkAgreement({ ...good, products: [{ ...medical, ...change }] })).toThrow(message);
  });

  it('is refused twice in one file', () => {
    expect(() => checkAgreement({ ...good, products: [medical, medical] })).toThrow(
      'products: named twice: ANXIN-MED-1',
    );
  });
});
