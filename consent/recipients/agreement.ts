import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { covers, type Delivery } from '../kernel/delivery.js';
import type { GrantMode } from '../kernel/grant-mode.js';
import { deliveryIn, type Purpose, type PurposeItem } from '../purposes/purpose.js';

/** A document by which an agreement is used. Its text is kept beside it, by the id (registered-documents.ts). */
export interface AgreedOperation {
  /** SHA-256 of the UTF-8 text, in hex. */
  readonly id: string;
  readonly name: string;
}

/** A purpose that an agreement permits. */
export interface AgreedPurpose {
  readonly code: string;
  /** Item codes; null means all items of the purpose. */
  readonly items: readonly string[] | null;
  /** the impact assessment (PIPL 55). An agreement can't permit a purpose without one. */
  readonly impactAssessment: string;
  /** The documents that may be run for it; absent where there are none. */
  readonly operations?: readonly AgreedOperation[];
  /** Whether it is used by those documents and no other; absent where any may be sent. */
  readonly strict?: true;
  /** Whether each use must say who asks, by staff number. */
  readonly operatorRequired?: boolean;
  /** The modes that may be asked for; absent: all of the purpose. */
  readonly modes?: readonly GrantMode[];
  /** How items may be given, where it is less than the purpose would have it. */
  readonly deliveries?: Readonly<Record<string, Delivery>>;
}

/** The data use agreement (数据使用协议, R-18): the purposes and items that one recipient may ever request. */
@Entity({ tableName: 'agreement', schema: 'assent' })
export class Agreement {
  @PrimaryKey({ type: 'string' })
  recipientCode!: string;

  /** Every change raises it, so that cached decisions under an older version are made again. */
  @Property({ type: 'integer' })
  version!: number;

  @Property({ type: 'json' })
  purposes!: AgreedPurpose[];

  /** The last day in force; null if there is no end. */
  @Property({ type: 'date', nullable: true })
  validUntil?: string | null;
}

/** The part of an agreement that `decide` and the terms need. The grant facts of the gate have it too. */
export interface AgreementTerms {
  readonly version: number;
  readonly purposes: readonly AgreedPurpose[];
  readonly validUntil?: string | null;
}

/** Whether the last day of the agreement is over. */
export const hasEnded = ({ validUntil }: Pick<AgreementTerms, 'validUntil'>, today: string): boolean =>
  validUntil != null && validUntil < today;

/** Returns the agreed purpose; null if the agreement does not permit it or has ended. */
export function agreedPurpose(
  agreement: AgreementTerms | null,
  purpose: string,
  today: string,
): AgreedPurpose | null {
  if (agreement === null || hasEnded(agreement, today)) return null;
  return agreement.purposes.find(({ code }) => code === purpose) ?? null;
}

/** Returns those of the items that the agreement does not permit. */
export const notAgreed = (agreed: AgreedPurpose, items: readonly string[]): string[] =>
  agreed.items === null ? [] : items.filter((item) => !agreed.items!.includes(item));

/**
 * Whether a purpose may be used by a document.
 * @param document the id of the registered document; null for one that was sent whole by a recipient that may do so
 */
export const mayRun = ({ strict, operations }: AgreedPurpose, document: string | null): boolean =>
  document === null ? strict !== true : (operations?.some(({ id }) => id === document) ?? false);

/** Whether the recipient sends registered documents and no others, for whichever of its purposes. */
export const isStrict = ({ purposes }: Pick<AgreementTerms, 'purposes'>): boolean =>
  purposes.some(({ strict }) => strict === true);
/** The purpose as far as the agreement opens it: in its modes and deliveries. Which items it opens {@link notAgreed} tells. */
export function purposeUnder(purpose: Purpose, { modes, deliveries }: AgreedPurpose): Purpose {
  if (!modes && !deliveries) return purpose;
  const asAgreed = ({ item, delivery }: PurposeItem) => ({ item, delivery: deliveries?.[item] ?? delivery });
  return {
    ...purpose,
    modes: purpose.modes.filter(({ mode }) => modes?.includes(mode) ?? true),
    required: purpose.required.map(asAgreed),
    optional: purpose.optional.map(asAgreed),
  };
}

/** Whether an agreement opens to a use what a grant gives: the mode of the grant, and its items as it delivers them. */
export const opensGrant = (
  purpose: Purpose,
  agreed: AgreedPurpose,
  { mode, items }: { readonly mode: GrantMode; readonly items: readonly PurposeItem[] },
): { readonly mode: boolean; readonly itemsBeyond: readonly string[] } => {
  const open = purposeUnder(purpose, agreed);
  return {
    mode: agreed.modes?.includes(mode) ?? true,
    itemsBeyond: agreed.deliveries
      ? items
          .filter(({ item, delivery }) => !covers(deliveryIn(open, item) ?? delivery, delivery))
          .map(({ item }) => item)
      : [],
  };
};
