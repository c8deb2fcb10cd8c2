import { registerEnumType } from 'type-graphql';

export enum GrantExportFormat {
  ISO_27560 = 'ISO_27560',
  FHIR = 'FHIR',
}
registerEnumType(GrantExportFormat, {
  name: 'GrantExportFormat',
  description: 'ISO/IEC TS 27560 consent record, or HL7 FHIR R4 Consent; both as JSON.',
});

export enum DisclosureExportFormat {
  FHIR = 'FHIR',
}
registerEnumType(DisclosureExportFormat, {
  name: 'DisclosureExportFormat',
  description: 'HL7 FHIR R4 AuditEvent, as JSON.',
});
