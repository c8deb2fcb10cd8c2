import type { AuditEvent, AuditEventEntityDetail } from 'fhir/r4.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import type { Entry } from '../ledger/entries/entry.js';
import type { Recipient } from '../recipients/recipient.js';
import { coded, organisation, ours, subjectReference, TERMINOLOGY } from './fhir-coding.js';
import { CONTROLLER } from './grant-parts.js';

/** A disclosure, or a re-reading of one, by the ids that its parties know. */
interface ReadingParts {
  readonly id: string;
  readonly grantId: string;
  readonly personId: string | null;
  readonly at: Date;
  readonly rereads?: { readonly disclosureId: string; readonly why: string };
}

/** What the entry tells of the use besides its items. */
const DETAILS = ['mode', 'strength', 'noticeDigest', 'revocationEpoch', 'operationDigest'] as const;

const detailsOf = (entry: Entry): AuditEventEntityDetail[] => [
  { type: 'useNumber', valueString: `${entry.useNumber} of ${entry.maxUses ?? 'any'}` },
  ...(entry.items as ItemDelivery[]).map(({ item, delivery }) => ({ type: item, valueString: delivery })),
  ...DETAILS.map((type) => ({ type, valueString: String(entry[type]) })),
  { type: 'responseDigest', valueString: String(entry.responseDigest ?? 'NOTHING_RELEASED') },
];

/** Maps a disclosure or a re-reading to an HL7 FHIR R4 AuditEvent (https://hl7.org/fhir/R4/auditevent.html). */
export function fhirAuditEvent(
  entry: Entry,
  { id, grantId, personId, at, rereads }: ReadingParts,
  recipient: Recipient,
): AuditEvent {
  const isPerson = personId !== null;
  const released = entry.responseDigest !== null;
  const entityType = (code: string, display: string) => ({
    system: `${TERMINOLOGY}/audit-entity-type`,
    code,
    display,
  });
  const objectRole = (code: string, display: string) => ({
    system: `${TERMINOLOGY}/object-role`,
    code,
    display,
  });
  return {
    resourceType: 'AuditEvent',
    id,
    type: { system: 'http://dicom.nema.org/resources/ontology/DCM', code: '110106', display: 'Export' },
    ...(rereads && { subtype: [{ system: 'urn:assent:reread', code: rereads.why }] }),
    action: 'R',
    recorded: at.toISOString(),
    outcome: released ? '0' : '4',
    ...(!released && {
      outcomeDesc: rereads ? 'Nothing was released.' : 'The use was counted and nothing was released.',
    }),
    purposeOfEvent: [coded('urn:assent:purpose', String(entry.purpose))],
    agent: [
      {
        type: coded(`${TERMINOLOGY}/v3-ParticipationType`, 'IRCP', 'information recipient'),
        who: organisation(recipient),
        requestor: true,
      },
      {
        type: coded(`${TERMINOLOGY}/v3-ParticipationType`, 'CST', 'custodian'),
        who: {
          type: 'Organization',
          identifier: ours('controller', CONTROLLER.party_id),
          display: CONTROLLER.party_name,
        },
        requestor: false,
      },
    ],
    source: {
      observer: { display: 'Assent 知数' },
      type: [{ system: `${TERMINOLOGY}/security-source-type`, code: '4', display: 'Application Server' }],
    },
    entity: [
      {
        what: subjectReference(String(entry.subject), isPerson),
        type: isPerson ? entityType('1', 'Person') : entityType('3', 'Organization'),
        role: isPerson ? objectRole('1', 'Patient') : objectRole('4', 'Domain Resource'),
      },
      {
        what: { type: 'Consent', identifier: ours('grant', grantId) },
        type: entityType('2', 'System Object'),
        role: objectRole('4', 'Domain Resource'),
        detail: detailsOf(entry),
      },
      ...(rereads
        ? [
            {
              what: { type: 'AuditEvent', identifier: ours('disclosure', rereads.disclosureId) },
              type: entityType('2', 'System Object'),
              role: objectRole('4', 'Domain Resource'),
            },
          ]
        : []),
    ],
  };
}
