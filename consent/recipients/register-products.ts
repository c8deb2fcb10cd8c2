import { hash } from 'node:crypto';
import { canonicalJson } from '../crypto/canonical-json.js';
import type { SealableRow, Seals } from '../crypto/seal.js';
import { databaseTime } from '../database/database-time.js';
import type { Executor } from '../database/executor.js';
import { AgreementError } from './agreement-file.js';
import type { ProductFile } from './product.js';

type Change = 'REGISTERED' | 'CHANGED' | 'ENDED';

/**
 * Registers the products of a recipient as a file lists them: new ones, changed ones, and those that it leaves out any more,
 * which end. Each change is an entry of the ledger. The owner of the database runs this in a transaction.
 * @returns whether anything changed
 * @throws AgreementError for a code that another recipient has
 */
export async function registerProducts(
  database: Executor,
  seals: Seals,
  recipientCode: string,
  products: readonly ProductFile[],
): Promise<boolean> {
  await database.query('LOCK TABLE assent.product IN SHARE ROW EXCLUSIVE MODE', []);
  const before = await rowsOf(database, seals, recipientCode, products);
  let changed = false;
  for (const product of products) {
    const known = before.get(product.code);
    if (known && known.recipient_code !== recipientCode)
      throw new AgreementError(`products: ${product.code} is a product of ${known.recipient_code}`);
    const terms = productTerms(recipientCode, product);
    const digest = productDigest(terms);
    if (known?.terms_digest === digest && known.ended_at === null) continue;
    await keep(
      database,
      seals,
      { ...terms, terms_digest: digest, ended_at: null },
      known ? 'CHANGED' : 'REGISTERED',
    );
    changed = true;
  }
  const listed = new Set(products.map(({ code }) => code));
  for (const row of before.values()) {
    if (row.recipient_code !== recipientCode || row.ended_at !== null || listed.has(row.code as string))
      continue;
    const ended_at = (await databaseTime(database)).toISOString();
    await keep(database, seals, { ...row, ended_at }, 'ENDED');
    changed = true;
  }
  return changed;
}

/** What is registered of a product. */
export const productTerms = (
  recipientCode: string,
  { code, name, kind, filingNo, purposes, validUntil }: ProductFile,
) => ({
  code,
  recipient_code: recipientCode,
  name,
  kind,
  filing_no: filingNo,
  purposes,
  valid_until: validUntil ?? null,
});

/** SHA-256 (hex) of the terms of a product, as the ledger has it. */
export const productDigest = (terms: ReturnType<typeof productTerms>): string =>
  hash('sha256', canonicalJson(terms));

/** The rows of this recipient, and of any other that has one of these codes. */
async function rowsOf(
  database: Executor,
  seals: Seals,
  recipientCode: string,
  products: readonly ProductFile[],
): Promise<ReadonlyMap<string, SealableRow>> {
  const rows = await database.query(
    `SELECT to_jsonb(p) AS row FROM assent.product AS p
     WHERE recipient_code = $1 OR code IN (SELECT jsonb_array_elements_text($2::jsonb))`,
    [recipientCode, JSON.stringify(products.map(({ code }) => code))],
  );
  const found = new Map(rows.map(({ row }) => [(row as SealableRow).code as string, row as SealableRow]));
  for (const [code, row] of found)
    if (!seals.holds('product', row))
      throw new Error(`${code}: somebody has changed this product with SQL. Find out who and why first.`);
  return found;
}

const keep = (database: Executor, seals: Seals, row: SealableRow, change: Change) =>
  database.query('SELECT assent.keep_product($1::jsonb, $2)', [seals.sealed('product', row), change]);
