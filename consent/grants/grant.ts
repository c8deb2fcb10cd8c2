import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { BigIntType } from '@mikro-orm/postgresql';
import type { ItemDelivery } from '../kernel/delivery.js';
import type { GrantMode } from '../kernel/grant-mode.js';
import { Refusal } from '../kernel/refusal.js';
import type { Strength } from '../kernel/strength.js';
import type { Purpose } from '../purposes/purpose.js';
import { purposeOf } from '../purposes/registry.js';
import type { GrantStatus } from './standing.js';
import type { Terms } from './terms.js';

/** A grant (授权). Its terms never change: other terms need a new grant. */
@Entity({ tableName: 'consent_grant', schema: 'assent' })
export class Grant implements Terms {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'uuid' })
  requestId!: string;

  @Property({ type: 'string' })
  recipientCode!: string;

  @Property({ type: new BigIntType('string'), nullable: true })
  personId!: string | null;

  @Property({ type: new BigIntType('string'), nullable: true })
  providerId!: string | null;

  /** The person, a guardian, or the provider's legal representative. */
  @Property({ type: new BigIntType('string') })
  grantorId!: string;

  @Property({ type: 'string', fieldName: 'purpose' })
  purposeCode!: string;

  @Property({ type: 'integer' })
  catalogueVersion!: number;

  @Property({ type: 'json' })
  items!: ItemDelivery[];

  @Property({ type: 'string' })
  mode!: GrantMode;

  @Property({ type: 'integer', nullable: true })
  maxUses!: number | null;

  @Property({ type: 'integer', nullable: true })
  maxUsesPerDay!: number | null;

  @Property({ type: 'date', nullable: true })
  recordsFrom!: string | null;

  @Property({ type: 'date', nullable: true })
  recordsTo!: string | null;

  /** SHA-256 (hex) of the notice that was shown to the person. */
  @Property({ type: 'string' })
  noticeDigest!: string;

  @Property({ type: 'string' })
  strength!: Strength;

  @Property({ type: 'boolean' })
  sensitiveConfirmed!: boolean;

  @Property({ type: 'datetime' })
  validFrom!: Date;

  @Property({ type: 'datetime' })
  validUntil!: Date;

  /** The proof that the grant rests on; null for one that was given at the counter. */
  @Property({ type: 'uuid', nullable: true })
  authenticationId: string | null = null;

  /** The approval at the counter that the grant rests on; null for one that was given online. */
  @Property({ type: 'uuid', nullable: true })
  approvalId: string | null = null;

  /** SHA-256 (hex) of the protected records that the person chose; null if there are none. */
  @Property({ type: 'string', nullable: true })
  choicesDigest: string | null = null;

  @Property({ type: 'blob' })
  seal!: Uint8Array;

  /** Only `assent.redeem` increments it; the database refuses any other writer. */
  @Property({ type: 'integer', default: 0 })
  used!: number;

  /** The city's day of the last use, and the uses of that day. */
  @Property({ type: 'date', nullable: true })
  usedOn?: string | null;

  @Property({ type: 'integer', default: 0 })
  usedThatDay!: number;

  @Property({ type: 'datetime', nullable: true })
  lastUsedAt?: Date | null;

  @Property({ type: 'datetime', nullable: true })
  revokedAt?: Date | null;

  @Property({ type: 'string', nullable: true })
  revokeReason?: string | null;

  @Property({ type: 'datetime', nullable: true })
  suspendedAt?: Date | null;

  @Property({ type: 'datetime', nullable: true })
  supersededAt?: Date | null;

  /** The grant that took its place. */
  @Property({ type: 'uuid', nullable: true })
  supersededBy?: string | null;

  get purpose(): Purpose {
    return purposeOf(this.purposeCode);
  }

  /** null for MULTI_USE, which has no total. */
  get usesRemaining(): number | null {
    return this.maxUses === null ? null : this.maxUses - this.used;
  }

  /** How many uses have been taken today. */
  usesOn(day: string): number {
    return this.usedOn === day ? this.usedThatDay : 0;
  }

  /** @throws Refusal if the grant is revoked, expired or superseded */
  assertNotEnded(status: GrantStatus): void {
    if (status === 'REVOKED')
      throw new Refusal(
        'GRANT_REVOKED',
        {
          en: 'The grant was revoked. Nothing can be read under it; stop using what it gave.',
          zh: '授权已撤回，不能再据此读取。请停止使用已取得的信息。',
        },
        {
          at: this.revokedAt!.toISOString(),
        },
      );
    if (status === 'EXPIRED')
      throw new Refusal(
        'GRANT_EXPIRED',
        {
          en: 'The grant has ended already; nothing can be read under it.',
          zh: '授权已经到期，不能再据此读取。',
        },
        {
          at: this.validUntil.toISOString(),
        },
      );
    if (status === 'SUPERSEDED')
      throw new Refusal(
        'GRANT_SUPERSEDED',
        {
          en: 'A newer grant stands in its place. Use that one.',
          zh: '已有更新的授权取代它。请使用新的授权。',
        },
        {
          at: this.supersededAt!.toISOString(),
        },
      );
  }
}
