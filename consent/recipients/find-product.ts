import type { SealableRow } from '../crypto/seal.js';
import type { Transaction } from '../database/transaction.js';
import { refuse } from '../kernel/refusal.js';
import { type Product, productOf } from './product.js';

/** The product of this code, also when it is no longer offered; null if the platform did not write its row as it is. */
export async function findProduct(tx: Transaction, code: string): Promise<Product | null> {
  const [found] = await tx.query('SELECT to_jsonb(p) AS row FROM assent.product AS p WHERE code = $1', [
    code.replaceAll('\0', '\ufffd'),
  ]);
  const row = found?.row as SealableRow | undefined;
  return row && tx.seals.holds('product', row) ? productOf(row) : null;
}

/**
 * The code of the product under whose name a recipient asks.
 * @throws Refusal PRODUCT_NOT_ALLOWED unless it is registered to the recipient for the purpose, and offered today
 */
export async function allowedProduct(
  tx: Transaction,
  recipientCode: string,
  code: string | null | undefined,
  purpose: string,
  today: string,
): Promise<string | null> {
  if (code == null) return null;
  const product = await findProduct(tx, code);
  const offered = product && !product.ended && (product.validUntil === null || product.validUntil >= today);
  if (!offered || product.recipientCode !== recipientCode || !product.purposes.includes(purpose))
    refuse('PRODUCT_NOT_ALLOWED', {
      en: `There is no such product of yours for ${purpose}. Take a code from products(recipient:).`,
      zh: `贵机构名下没有用于 ${purpose} 的该产品。请从产品名录中取产品编码。`,
    });
  return product.code;
}
