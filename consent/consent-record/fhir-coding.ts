import type { CodeableConcept, Identifier, Reference } from 'fhir/r4.js';
import { itemOf } from '../../schema/catalogue.js';
import type { ItemDelivery } from '../kernel/delivery.js';
import type { Recipient } from '../recipients/recipient.js';

// How the platform's own names are written in resources of HL7 FHIR R4.

export const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';

export const coded = (system: string, code: string, display?: string): CodeableConcept => ({
  coding: [{ system, code, ...(display && { display }) }],
});

export const ours = (kind: string, value: string): Identifier => ({ system: `urn:assent:${kind}`, value });

export const itemCode = ({ item, delivery }: ItemDelivery): CodeableConcept => ({
  ...coded('urn:assent:catalogue', item, itemOf(item).nameZh),
  text: `${itemOf(item).nameZh} ${delivery}`,
});

export const organisation = ({ code, name }: Recipient): Reference => ({
  type: 'Organization',
  identifier: ours('recipient', code),
  display: name,
});

/** The person or the institution that the data are of. Only the commitment of the ledger identifies them. */
export const subjectReference = (subject: string, isPerson: boolean): Reference => ({
  type: isPerson ? 'Patient' : 'Organization',
  identifier: ours('commitment', subject),
});
