import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** One purpose that an agreement opens. */
export interface AgreedPurpose {
  readonly code: string;
  /** Item codes; null: all that the purpose allows. */
  readonly items: readonly string[] | null;
  /** without an impact assessment (PIPL 55) a purpose can't be switched on. */
  readonly impactAssessment: string;
}

/** 数据使用协议: which purposes and items one recipient may ever ask for. */
@Entity({ tableName: 'agreement', schema: 'assent' })
export class Agreement {
  @PrimaryKey({ type: 'string' })
  recipientCode!: string;

  /** Raised by every change, so that what was decided by an older one is decided again. */
  @Property({ type: 'integer' })
  version!: number;

  @Property({ type: 'json' })
  purposes!: AgreedPurpose[];

  /** Last day in force; null: until changed. */
  @Property({ type: 'date', nullable: true })
  validUntil?: string | null;
}

/** What `decide` and the terms need of an agreement; also the form in which the gate's facts bring it. */
export interface AgreementTerms {
  readonly version: number;
  readonly purposes: readonly AgreedPurpose[];
  readonly validUntil?: string | null;
}

/** The purpose as agreed, or null: not in the agreement, or the agreement has ended. */
export function agreedPurpose(
  agreement: AgreementTerms | null,
  purpose: string,
  today: string,
): AgreedPurpose | null {
  if (agreement === null || (agreement.validUntil && agreement.validUntil < today)) return null;
  return agreement.purposes.find(({ code }) => code === purpose) ?? null;
}

/** The items among `items` that the agreement leaves out. */
export const notAgreed = (agreed: AgreedPurpose, items: readonly string[]): string[] =>
  agreed.items === null ? [] : items.filter((item) => !agreed.items!.includes(item));
