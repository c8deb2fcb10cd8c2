import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

export const RECIPIENT_KINDS = ['COMMERCIAL_INSURER', 'COMMERCIAL_BANK'] as const;
export type RecipientKind = (typeof RECIPIENT_KINDS)[number];

/** An institution that may request consent (第三方机构). */
@Entity({ tableName: 'recipient', schema: 'assent' })
export class Recipient {
  @PrimaryKey({ type: 'string' })
  code!: string;

  @Property({ type: 'string' })
  name!: string;

  /** How a person can contact the recipient. */
  @Property({ type: 'string', nullable: true })
  contact!: string | null;

  @Property({ type: 'string' })
  kind!: RecipientKind;

  /** Hosts that its software may name in its addresses. */
  @Property({ type: 'json' })
  hosts!: string[];

  @Property({ type: 'datetime', nullable: true })
  suspendedAt?: Date | null;
}
