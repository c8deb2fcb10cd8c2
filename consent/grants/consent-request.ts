import { createHash } from 'node:crypto';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { BigIntType } from '@mikro-orm/postgresql';
import type { GrantMode } from '../kernel/grant-mode.js';
import { Refusal } from '../kernel/refusal.js';
import type { Purpose } from '../purposes/purpose.js';
import { purposeOf } from '../purposes/registry.js';
import type { GrantorRole } from './grantor.js';
import type { RequestedItem, Terms } from './terms.js';

export const CONSENT_REQUEST_STATUSES = ['PENDING', 'APPROVED', 'DENIED', 'CANCELLED', 'EXPIRED'] as const;
export type ConsentRequestStatus = (typeof CONSENT_REQUEST_STATUSES)[number];

/**
 * How a request comes to the person. The rules are the same for all: they differ in who says whom it is about, and in what
 * the answer rests on.
 */
export const CONSENT_CHANNELS = ['API', 'REDIRECT', 'BACKCHANNEL', 'COUNTER', 'BATCH'] as const;
export type ConsentChannel = (typeof CONSENT_CHANNELS)[number];

/** A recipient's request for consent (授权申请): PENDING until it is approved, denied, cancelled or expired. */
@Entity({ tableName: 'consent_request', schema: 'assent' })
export class ConsentRequest implements Terms {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'string' })
  recipientCode!: string;

  @Property({ type: 'string' })
  channel: Extract<ConsentChannel, 'API' | 'REDIRECT'> = 'API';

  /** Both ids are null where number and name matched nobody. The recipient is not told, so that it can’t find out who is insured. */
  @Property({ type: new BigIntType('string'), nullable: true })
  personId?: string | null;

  @Property({ type: new BigIntType('string'), nullable: true })
  providerId?: string | null;

  /** Keyed hash of the recipient and the number that it asked for; see `pending-limit.ts`. */
  @Property({ type: 'blob', nullable: true, lazy: true })
  askedKey?: Buffer | null;

  /** The recipient's own key of this request, and a keyed hash of what it asked for; see `request-key.ts`. */
  @Property({ type: 'string', nullable: true, lazy: true })
  idempotencyKey?: string | null;

  @Property({ type: 'blob', nullable: true, lazy: true })
  contentDigest?: Buffer | null;

  @Property({ type: 'string', fieldName: 'purpose' })
  purposeCode!: string;

  @Property({ type: 'integer' })
  catalogueVersion!: number;

  @Property({ type: 'json' })
  items!: RequestedItem[];

  @Property({ type: 'string' })
  mode!: GrantMode;

  @Property({ type: 'integer', nullable: true })
  maxUses!: number | null;

  @Property({ type: 'integer' })
  validForDays!: number;

  @Property({ type: 'date', nullable: true })
  recordsFrom!: string | null;

  @Property({ type: 'date', nullable: true })
  recordsTo!: string | null;

  @Property({ type: 'string', nullable: true })
  reference!: string | null;

  /** The grant that ends when this request is granted, if the recipient named one. */
  @Property({ type: 'uuid', nullable: true })
  replaces: string | null = null;

  /** The registered product under whose name it asks; null if it named none. */
  @Property({ type: 'string', nullable: true })
  productCode: string | null = null;

  @Property({ type: 'text' })
  notice!: string;

  @Property({ type: 'string', fieldName: 'status' })
  decision: ConsentRequestStatus = 'PENDING';

  @Property({ type: 'string', nullable: true })
  reason?: string | null;

  /** In which role somebody denied it; null unless it is DENIED. */
  @Property({ type: 'string', nullable: true })
  deniedAs?: GrantorRole | null;

  @Property({ type: 'datetime' })
  createdAt!: Date;

  @Property({ type: 'datetime' })
  expiresAt!: Date;

  @Property({ type: 'datetime', nullable: true })
  decidedAt?: Date | null;

  @Property({ type: 'blob' })
  seal!: Uint8Array;

  statusAt(now: Date): ConsentRequestStatus {
    return this.decision === 'PENDING' && now >= this.expiresAt ? 'EXPIRED' : this.decision;
  }

  /** When the person answered it; null while nobody did, and for one that was withdrawn or expired. */
  get answeredAt(): Date | null {
    return this.decision === 'APPROVED' || this.decision === 'DENIED' ? (this.decidedAt ?? null) : null;
  }

  get purpose(): Purpose {
    return purposeOf(this.purposeCode);
  }

  /** SHA-256 (hex) of the notice, as the grant and the evidence of the counter record it. */
  get noticeDigest(): string {
    return createHash('sha256').update(this.notice).digest('hex');
  }

  /** @throws Refusal CONSENT_REQUEST_CLOSED unless it is pending. */
  assertPending(now: Date): void {
    const status = this.statusAt(now);
    if (status !== 'PENDING')
      throw new Refusal(
        'CONSENT_REQUEST_CLOSED',
        {
          en: `The request is ${status} and can’t be decided again.`,
          zh: `该申请的状态为 ${status}，不能再次决定。`,
        },
        {
          status,
        },
      );
  }
}
