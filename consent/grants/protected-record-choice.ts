import { hash, hkdfSync } from 'node:crypto';
import { canonicalJson } from '../crypto/canonical-json.js';
import { OpaqueText } from '../crypto/opaque-text.js';
import { badInput } from '../kernel/refusal.js';

/** What the person can choose record by record: a visit with its bills and expense lines, a filing, a benefit. */
export const PROTECTED_RECORD_KINDS = ['VISIT', 'FILING', 'BENEFIT'] as const;
export type ProtectedRecordKind = (typeof PROTECTED_RECORD_KINDS)[number];

/** One record of a specially protected disease that the person includes in a grant. */
export interface ProtectedRecordChoice {
  readonly kind: ProtectedRecordKind;
  readonly recordId: string;
}

/** A bound on the work of one approval; nobody chooses this many records by hand. */
const CHOICES_MAX = 1000;

/** Encrypts the ids of protected records that a person sees, so that a record's own number never leaves the platform. */
export class ProtectedRecordIds {
  private readonly text: OpaqueText;

  /** @param secret from which the key is derived (HKDF, RFC 5869), so that it is no other use's key */
  constructor(secret: Uint8Array) {
    this.text = new OpaqueText(
      Buffer.from(hkdfSync('sha256', secret, '', 'assent protected record ids', 32)),
    );
  }

  /** The id under which a record is shown with this request. It is invalid in any other request. */
  of(requestId: string, { kind, recordId }: ProtectedRecordChoice): string {
    return this.text.encrypt([requestId], JSON.stringify([kind, recordId]));
  }

  /** @throws Refusal for an id that was not made for this request */
  open(requestId: string, ids: readonly string[]): ProtectedRecordChoice[] {
    if (ids.length > CHOICES_MAX)
      throw badInput('specialDiseases', {
        en: `Tick at most ${CHOICES_MAX} records.`,
        zh: `至多勾选 ${CHOICES_MAX} 条记录。`,
      });
    const choices = ids.map((id) => this.choice(requestId, id));
    return [...new Map(choices.map((choice) => [`${choice.kind} ${choice.recordId}`, choice])).values()];
  }

  private choice(requestId: string, id: string): ProtectedRecordChoice {
    try {
      const [kind, recordId] = JSON.parse(this.text.decrypt([requestId], id)) as [
        ProtectedRecordKind,
        string,
      ];
      return { kind, recordId };
    } catch {
      throw badInput('specialDiseases', {
        en: 'Tick ids of this request’s own specialDiseases.',
        zh: '请勾选本申请 specialDiseases 中的 id。',
      });
    }
  }
}

/** The choices as the views of the record name them. */
export const choiceNames = (choices: readonly ProtectedRecordChoice[]): string[] =>
  choices.map(({ kind, recordId }) => `${kind} ${recordId}`);

/** The choices as rows for the function that gives the grant. */
export const choiceRows = (choices: readonly ProtectedRecordChoice[]): string =>
  JSON.stringify(choices.map(({ kind, recordId }) => ({ kind, record_id: recordId })));

/** SHA-256 (hex) of the choices in whatever order; null if there are none. The grant is sealed with it. */
export function choicesDigest(choices: readonly ProtectedRecordChoice[]): string | null {
  if (choices.length === 0) return null;
  return hash('sha256', canonicalJson(choices.map(({ kind, recordId }) => `${kind} ${recordId}`).sort()));
}
