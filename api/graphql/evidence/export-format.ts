import { registerEnumType } from 'type-graphql';

export enum GrantExportFormat {
  ISO_27560 = 'ISO_27560',
  FHIR = 'FHIR',
}
registerEnumType(GrantExportFormat, {
  name: 'GrantExportFormat',
  description: 'Standard form of a grant, as JSON.',
  valuesConfig: {
    ISO_27560: { description: 'A consent record by ISO/IEC TS 27560.' },
    FHIR: { description: 'A Consent resource of HL7 FHIR R4.' },
  },
});

export enum DisclosureExportFormat {
  FHIR = 'FHIR',
}
registerEnumType(DisclosureExportFormat, {
  name: 'DisclosureExportFormat',
  description: 'Standard form of a disclosure, as JSON.',
  valuesConfig: { FHIR: { description: 'An AuditEvent resource of HL7 FHIR R4.' } },
});
