import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { BigIntType } from '@mikro-orm/postgresql';
import type { ItemDelivery } from '../kernel/delivery.js';

/** The recorded result of one redemption (提供). Only the gate writes it, and it never changes. */
@Entity({ tableName: 'disclosure', schema: 'assent', readonly: true })
export class DisclosureRecord {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  grantId!: string;

  /** Which use of the grant it was: the k of k of N. */
  @Property({ type: 'integer' })
  useNumber!: number;

  @Property({ type: 'string' })
  recipientCode!: string;

  @Property({ type: new BigIntType('string'), nullable: true })
  personId!: string | null;

  @Property({ type: new BigIntType('string'), nullable: true })
  providerId!: string | null;

  /** Who asked, by the recipient's own staff number; null where nobody was said. */
  @Property({ type: 'string', nullable: true })
  operator!: string | null;

  @Property({ type: 'json' })
  items!: ItemDelivery[];

  @Property({ type: 'datetime' })
  disclosedAt!: Date;
}
