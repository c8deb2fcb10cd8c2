import type { AuditEvent, CodeableConcept, Consent, Identifier, Period, Reference } from 'fhir/r4.js';
import { itemOf } from '../../schema/catalogue.js';
import type { GrantStatus } from '../grants/standing.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import type { Entry } from '../ledger/entries/entry.js';
import type { Recipient } from '../recipients/recipient.js';
import type { GrantParts } from './iso-27560.js';

const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';
const coded = (system: string, code: string, display?: string): CodeableConcept => ({
  coding: [{ system, code, ...(display && { display }) }],
});
const ours = (kind: string, value: string): Identifier => ({ system: `urn:assent:${kind}`, value });
const itemCode = ({ item, delivery }: ItemDelivery): CodeableConcept => ({
  ...coded('urn:assent:catalogue', item, itemOf(item).nameZh),
  text: `${itemOf(item).nameZh} ${delivery}`,
});
const organisation = ({ code, name }: Recipient): Reference => ({
  identifier: ours('recipient', code),
  display: name,
});

/** Maps a grant to an HL7 FHIR R4 Consent (https://hl7.org/fhir/R4/consent.html). */
export function fhirConsent({ grant, recipient, subject }: GrantParts, status: GrantStatus): Consent {
  const dataPeriod: Period = {
    ...(grant.recordsFrom && { start: grant.recordsFrom }),
    ...(grant.recordsTo && { end: grant.recordsTo }),
  };
  return {
    resourceType: 'Consent',
    id: grant.id,
    identifier: [ours('grant', grant.id)],
    status: status === 'ACTIVE' ? 'active' : 'inactive',
    scope: coded(`${TERMINOLOGY}/consentscope`, 'patient-privacy'),
    category: [coded('http://loinc.org', '59284-0', 'Patient Consent')],
    // Only the commitment of the ledger identifies the person.
    patient: { identifier: ours('commitment', subject) },
    dateTime: grant.validFrom.toISOString(),
    performer: [{ identifier: ours('commitment', subject) }],
    organization: [{ display: '医疗保障局 Medical insurance bureau' }],
    policyRule: {
      ...coded('urn:assent:law', 'PIPL'),
      text: '中华人民共和国个人信息保护法 PIPL 13, 14, 23, 29',
    },
    provision: {
      type: 'permit',
      period: {
        start: grant.validFrom.toISOString(),
        end: (grant.revokedAt ?? grant.supersededAt ?? grant.validUntil).toISOString(),
      },
      actor: [
        {
          role: coded(`${TERMINOLOGY}/v3-ParticipationType`, 'IRCP', 'information recipient'),
          reference: organisation(recipient),
        },
      ],
      action: [coded(`${TERMINOLOGY}/consentaction`, 'disclose')],
      purpose: [{ system: 'urn:assent:purpose', code: grant.purposeCode, display: grant.purpose.nameEn }],
      code: grant.items.map(itemCode),
      ...(Object.keys(dataPeriod).length > 0 && { dataPeriod }),
    },
  };
}

/** A disclosure, by the ids that its parties know. */
interface DisclosureParts {
  readonly id: string;
  readonly grantId: string;
  readonly disclosedAt: Date;
}

/** Maps a disclosure to an HL7 FHIR R4 AuditEvent (https://hl7.org/fhir/R4/auditevent.html). */
export const fhirAuditEvent = (
  entry: Entry,
  { id, grantId, disclosedAt }: DisclosureParts,
  recipient: Recipient,
): AuditEvent => ({
  resourceType: 'AuditEvent',
  id,
  type: { system: 'http://dicom.nema.org/resources/ontology/DCM', code: '110106', display: 'Export' },
  action: 'R',
  recorded: disclosedAt.toISOString(),
  outcome: '0',
  purposeOfEvent: [coded('urn:assent:purpose', String(entry.purpose))],
  agent: [
    {
      type: coded(`${TERMINOLOGY}/v3-ParticipationType`, 'IRCP', 'information recipient'),
      who: organisation(recipient),
      requestor: true,
    },
  ],
  source: {
    observer: { display: 'Assent 知数' },
    type: [{ system: `${TERMINOLOGY}/security-source-type`, code: '4', display: 'Application Server' }],
  },
  entity: [
    {
      what: { identifier: ours('commitment', String(entry.subject)) },
      type: { system: `${TERMINOLOGY}/audit-entity-type`, code: '1', display: 'Person' },
      role: { system: `${TERMINOLOGY}/object-role`, code: '1', display: 'Patient' },
    },
    {
      what: { identifier: ours('grant', grantId) },
      type: { system: `${TERMINOLOGY}/audit-entity-type`, code: '2', display: 'System Object' },
      role: { system: `${TERMINOLOGY}/object-role`, code: '4', display: 'Domain Resource' },
      detail: [
        { type: 'useNumber', valueString: `${entry.useNumber} of ${entry.maxUses ?? 'any'}` },
        ...(entry.items as ItemDelivery[]).map(({ item, delivery }) => ({
          type: item,
          valueString: delivery,
        })),
        { type: 'operationDigest', valueString: String(entry.operationDigest) },
        { type: 'responseDigest', valueString: String(entry.responseDigest) },
      ],
    },
  ],
});
