import { canonicalNumber } from '../../../schema/identity/document-number.js';
import { openContact } from '../../crypto/contact-encryption.js';
import type { FieldEncryption } from '../../crypto/field-encryption.js';
import type { Executor } from '../../database/executor.js';
import { type Commitments, commitmentOf } from './commitment.js';
import { handleKeyOf } from './handles.js';

/** The kinds of entry that record a change of a grant. */
export const GRANT_EVENTS = ['GRANT_GIVEN', 'GRANT_REVOKED', 'GRANT_SUSPENDED', 'GRANT_REINSTATED'] as const;
export type GrantEvent = (typeof GRANT_EVENTS)[number];

/** Who acted and how, if it was not the person online. It never holds a name or an ID number. */
export type EventDetail = Readonly<Record<string, unknown>>;

interface Identity {
  readonly opening_salt: Uint8Array;
  readonly certno: Uint8Array | null;
  readonly provider_code: string | null;
}

/** Records new grants. A commitment, which only the two parties can open, binds each grant to its subject. */
export class GrantRecorder {
  constructor(
    private readonly encryption: FieldEncryption,
    private readonly commitments: Commitments,
  ) {}

  /** Returns the opening of a grant's commitment in hex; null if the subject is erased or there is no such grant. */
  async opening(database: Executor, grantId: string): Promise<string | null> {
    const [row] = await database.query('SELECT assent.grant_opening_salt($1) AS salt', [grantId]);
    const salt = row?.salt as Uint8Array | null;
    return salt && this.commitments.opening(salt, grantId).toString('hex');
  }

  /** @param tx the transaction that has just inserted the grant */
  async record(tx: Executor, grantId: string, detail: EventDetail = {}): Promise<void> {
    const [identity] = (await tx.query('SELECT * FROM assent.grant_identity($1)', [grantId])) as unknown as [
      Identity,
    ];
    const number = identity.provider_code ?? this.certNoOf(identity);
    const opening = this.commitments.opening(identity.opening_salt, grantId);
    await tx.query('SELECT assent.commit_grant($1, $2, $3)', [
      grantId,
      commitmentOf(opening, number),
      handleKeyOf(opening),
    ]);
    await tx.query('SELECT assent.record_given($1, $2::jsonb)', [grantId, JSON.stringify(detail)]);
  }

  private certNoOf({ certno }: Identity): string {
    if (!certno) throw new Error('The person of the grant has no ID number.');
    return canonicalNumber(openContact(this.encryption, 'CERTNO', certno));
  }
}
