import type { OpaqueCursors } from '../crypto/opaque-cursor.js';
import type { SealableRow } from '../crypto/seal.js';
import type { Transaction } from '../database/transaction.js';
import { cityDay } from '../kernel/city-time.js';
import { pageSizeOf } from '../kernel/page-size.js';
import { type Product, type ProductKind, productOf } from './product.js';

export interface ProductSearch {
  readonly recipient?: string | null;
  readonly kind?: ProductKind | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

export interface ProductPage {
  readonly products: readonly Product[];
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
}

/** The products that are offered today, by code, without any that the platform did not write. @throws Refusal BAD_USER_INPUT */
export async function listProducts(
  tx: Transaction,
  cursors: OpaqueCursors,
  { recipient, kind, first, after }: ProductSearch,
): Promise<ProductPage> {
  const size = pageSizeOf(first);
  const own = cursors.within(JSON.stringify(['products', recipient ?? null, kind ?? null]));
  const [from] = after == null ? [''] : own.open('product', after);
  const rows = await tx.query(
    `SELECT to_jsonb(p) AS row FROM assent.product AS p
     WHERE ended_at IS NULL AND coalesce(valid_until >= $1::date, true) AND code > $2
       AND ($3::text IS NULL OR recipient_code = $3) AND ($4::text IS NULL OR kind = $4)
     ORDER BY code LIMIT ${size + 1}`,
    [cityDay(await tx.now()), from!, recipient?.replaceAll('\0', '\ufffd') ?? null, kind ?? null],
  );
  const shown = rows.slice(0, size).map(({ row }) => row as SealableRow);
  const last = shown.at(-1);
  return {
    products: shown.filter((row) => tx.seals.holds('product', row)).map(productOf),
    endCursor: last ? own.seal('product', [last.code as string]) : null,
    hasNextPage: rows.length > size,
  };
}
