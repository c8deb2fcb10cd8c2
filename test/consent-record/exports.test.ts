import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { give } from '../support/people/giving.js';
import { type Platform, startPlatform } from '../support/platform/platform.js';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.stop());

/**
 * The elements that the official definitions require by cardinality or by an invariant: HL7 FHIR R4 4.0.1,
 * https://hl7.org/fhir/R4/consent.profile.json.html and https://hl7.org/fhir/R4/auditevent.profile.json.html.
 */
const REQUIRED = {
  Consent: ['status', 'scope', 'category[]', 'provision.actor[].role', 'provision.actor[].reference'],
  AuditEvent: ['type', 'recorded', 'agent[].requestor', 'source.observer'],
} as const;
/** Value sets whose binding is "required". */
const VALUES: Record<string, readonly string[]> = {
  'Consent.status': ['draft', 'proposed', 'active', 'rejected', 'inactive', 'entered-in-error'],
  'Consent.provision.type': ['deny', 'permit'],
  'AuditEvent.action': ['C', 'R', 'U', 'D', 'E'],
  'AuditEvent.outcome': ['0', '4', '8', '12'],
};
/** The elements of each type. A strict parser refuses any other element. */
const ELEMENTS = {
  Consent: [
    'resourceType',
    'id',
    'identifier',
    'status',
    'scope',
    'category',
    'patient',
    'dateTime',
    'performer',
    'organization',
    'sourceAttachment',
    'policy',
    'policyRule',
    'verification',
    'provision',
  ],
  AuditEvent: [
    'resourceType',
    'id',
    'type',
    'subtype',
    'action',
    'period',
    'recorded',
    'outcome',
    'outcomeDesc',
    'purposeOfEvent',
    'agent',
    'source',
    'entity',
  ],
} as const;

/** Returns all values at a path. `[]` descends into a list, which must not be empty. */
function valuesAt(value: any, path: string): unknown[] {
  return path.split('.').reduce<any[]>(
    (values, step) => {
      const name = step.replace('[]', '');
      const found = values.map((one) => one?.[name]);
      if (!step.endsWith('[]')) return found;
      return found.flatMap((list) => (Array.isArray(list) && list.length > 0 ? list : [undefined]));
    },
    [value],
  );
}

function expectFhir(resource: any, type: 'Consent' | 'AuditEvent'): void {
  expect(resource.resourceType).toBe(type);
  expect(resource.id).toMatch(/^[A-Za-z0-9\-.]{1,64}$/);
  const missing = REQUIRED[type].filter((path) => valuesAt(resource, path).some((value) => value == null));
  expect(missing).toEqual([]);
  for (const [path, allowed] of Object.entries(VALUES).filter(([path]) => path.startsWith(type)))
    for (const value of valuesAt(resource, path.slice(type.length + 1))) expect(allowed).toContain(value);
  expect(
    Object.keys(resource).filter((name) => !(ELEMENTS[type] as readonly string[]).includes(name)),
  ).toEqual([]);
  expect(JSON.stringify(resource)).not.toMatch(/:(null|""|\[\]|\{\})/);
}

describe('an export', () => {
  it('is a FHIR R4 Consent for a grant, active until the grant ends, and an AuditEvent for a use', async () => {
    const { id, owner } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3 },
    });
    const { data } = await platform.insurer.redeem(
      id,
      'one',
      'id person { settlements(first: 1) { nodes { settlementId } } }',
    );
    const query =
      'query E($grant: ID!, $use: ID!) { grantExport(id: $grant, format: FHIR) disclosureExport(id: $use, format: FHIR) }';
    const variables = { grant: id, use: data.redeemGrant.id };
    for (const client of [owner, platform.insurer]) {
      const { grantExport, disclosureExport } = await client.run(query, variables);
      const consent = JSON.parse(grantExport);
      expectFhir(consent, 'Consent');
      // Invariant ppc-1 demands a policy or a policyRule. ppc-2 and ppc-3 demand a patient for patient privacy consents.
      expect([
        consent.policyRule.text.length > 0,
        consent.patient.identifier.value.length,
        consent.status,
      ]).toEqual([true, 64, 'active']);
      expectFhir(JSON.parse(disclosureExport), 'AuditEvent');
      for (const secret of [owner.person.certNo, owner.person.name])
        expect(grantExport + disclosureExport).not.toContain(secret);
    }
    await owner.revoke(id);
    expect(JSON.parse((await owner.run(query, variables)).grantExport).status).toBe('inactive');
  });

  it('has the parts of ISO/IEC TS 27560 for a grant', async () => {
    const { id, owner } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3 },
    });
    const { grantExport } = await owner.run('query E($id: ID!) { grantExport(id: $id, format: ISO_27560) }', {
      id,
    });
    const record = JSON.parse(grantExport);
    const required = [
      'schema_version',
      'record_id',
      'pii_principal_id',
      'pii_processing.privacy_notice',
      'pii_processing.language',
      'pii_processing.purposes[].purpose',
      'pii_processing.purposes[].lawful_basis',
      'pii_processing.purposes[].pii_information[].pii_type',
      'pii_processing.purposes[].pii_controllers[]',
      'pii_processing.purposes[].recipient_third_parties[]',
      'pii_processing.purposes[].withdrawal_method',
      'pii_processing.purposes[].retention_period',
      'party_identification[].party_id',
      'party_identification[].party_type',
      'event[].event_time',
      'event[].event_type',
      'event[].event_state',
      'event[].validity_duration',
    ];
    expect(required.filter((path) => valuesAt(record, path).some((value) => value == null))).toEqual([]);
    expect(record.record_id).toBe(id);
  });
});
