import * as v from 'valibot';
import type { SealableRow } from '../crypto/seal.js';
import { calendarDay, fields, nonEmptyText, repeated } from '../kernel/checked-input.js';
import type { RecipientKind } from './recipient.js';

export const PRODUCT_KINDS = [
  'CITY_SUPPLEMENT',
  'MEDICAL',
  'CRITICAL_ILLNESS',
  'ACCIDENT',
  'PROVIDER_CREDIT',
] as const;
export type ProductKind = (typeof PRODUCT_KINDS)[number];

/** The kind of recipient that offers a kind of product. */
export const offeredBy = (kind: ProductKind): RecipientKind =>
  kind === 'PROVIDER_CREDIT' ? 'COMMERCIAL_BANK' : 'COMMERCIAL_INSURER';

/** A registered product (商保产品, 信贷产品): under its name people are asked. */
export interface Product {
  readonly code: string;
  readonly recipientCode: string;
  readonly name: string;
  readonly kind: ProductKind;
  readonly filingNo: string;
  /** Codes of purposes. */
  readonly purposes: readonly string[];
  /** The last day on which it is offered; null if there is no end. */
  readonly validUntil: string | null;
  /** Whether it was taken off the register. */
  readonly ended: boolean;
}

/** The product of a row. */
export const productOf = (row: SealableRow): Product => ({
  code: row.code as string,
  recipientCode: row.recipient_code as string,
  name: row.name as string,
  kind: row.kind as ProductKind,
  filingNo: row.filing_no as string,
  purposes: row.purposes as string[],
  validUntil: row.valid_until as string | null,
  ended: row.ended_at !== null,
});

const CODE = 'must be a capital letter and up to 39 more, digits, hyphens and underscores';
const PURPOSES = 'must be a list of codes of purposes';

/** A product as the file of an agreement registers it. */
export const productFields = fields({
  code: v.pipe(v.string(CODE), v.regex(/^[A-Z][A-Z0-9_-]{0,39}$/, CODE)),
  name: nonEmptyText(200),
  kind: v.picklist(PRODUCT_KINDS, `must be one of ${PRODUCT_KINDS.join(', ')}`),
  /** Number under which the financial regulator filed it. */
  filingNo: nonEmptyText(100),
  purposes: v.pipe(
    v.array(v.string(PURPOSES), PURPOSES),
    v.nonEmpty('must name at least one purpose'),
    v.check(
      (codes) => repeated(codes).length === 0,
      ({ input }) => `named twice: ${repeated(input).join(', ')}`,
    ),
  ),
  validUntil: v.optional(v.nullable(calendarDay()), null),
});

export type ProductFile = v.InferInput<typeof productFields>;
