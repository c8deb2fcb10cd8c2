import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphqlClient } from '../../examples/clients/graphql-client.js';
import { aFamily } from '../support/people/family.js';
import { ask, complete, give, namedOnly } from '../support/people/giving.js';
import { Officers } from '../support/people/officers.js';
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

  it('is an AuditEvent for each re-reading of a use too, of its own time, items and answer', async () => {
    const { id, owner } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3 },
    });
    const selection = 'id person { settlements(first: 1) { nodes { settlementId settlementTime } } }';
    const use = (await platform.insurer.redeem(id, 'one', selection)).data.redeemGrant.id;
    await platform.insurer.redeem(id, 'one', selection);
    await platform.insurer.run(
      'query R($id: ID!) { disclosure(id: $id) { person { settlements(first: 1) { nodes { settlementTime } } } } }',
      { id: use },
    );
    const query = `query E($id: ID!) { disclosureExport(id: $id, format: FHIR)
      disclosure(id: $id) { rereads { nodes { at why export(format: FHIR) } } } }`;
    for (const client of [owner, platform.insurer]) {
      const { disclosureExport, disclosure } = await client.run(query, { id: use });
      const first = JSON.parse(disclosureExport);
      const again = disclosure.rereads.nodes.map((node: any) => ({
        ...node,
        audit: JSON.parse(node.export),
      }));
      expect(again.map(({ why }: any) => why)).toEqual(['PAGE', 'RETRY']);
      for (const { at, why, audit } of again) {
        expectFhir(audit, 'AuditEvent');
        expect(Date.parse(audit.recorded)).toBe(Date.parse(at));
        expect(audit.subtype).toEqual([{ system: 'urn:assent:reread', code: why }]);
        expect(audit.agent).toEqual(first.agent);
        expect(audit.entity[0]).toEqual(first.entity[0]);
        expect(audit.entity[1].what).toEqual(first.entity[1].what);
        expect(audit.entity[2].what).toEqual({
          type: 'AuditEvent',
          identifier: { system: 'urn:assent:disclosure', value: use },
        });
      }
      const detail = ({ entity }: any, type: string) =>
        entity[1].detail.find((one: any) => one.type === type)?.valueString;
      const [page, retry] = again.map(({ audit }: any) => audit);
      expect([detail(page, 'SETL_TIME'), detail(page, 'SETL_ID')]).toEqual(['RETURN', undefined]);
      expect([detail(retry, 'SETL_TIME'), detail(retry, 'SETL_ID')]).toEqual(['RETURN', 'RETURN']);
      expect(detail(page, 'responseDigest')).toMatch(/^[0-9a-f]{64}$/);
      expect(new Set([first, page, retry].map((one) => one.id)).size).toBe(3);
    }
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

  /** The grant in every form of export, and its use as an AuditEvent. */
  const exported = async (client: GraphqlClient, grant: string, use?: string) => {
    const of = async (query: string, id: string) =>
      JSON.parse(Object.values(await client.run(query, { id }))[0] as string);
    const fhir: any = await of('query E($id: ID!) { grantExport(id: $id, format: FHIR) }', grant);
    const iso: any = await of('query E($id: ID!) { grantExport(id: $id, format: ISO_27560) }', grant);
    const audit: any =
      use && (await of('query E($id: ID!) { disclosureExport(id: $id, format: FHIR) }', use));
    expectFhir(fhir, 'Consent');
    if (use) expectFhir(audit, 'AuditEvent');
    const extensions = Object.fromEntries(
      fhir.provision.extension.map(({ url, ...value }: any) => [
        url.split(':').at(-1),
        Object.values(value)[0],
      ]),
    );
    return { fhir, iso, audit, extensions };
  };
  const statesOf = ({ event }: any) => event.map(({ event_state }: any) => event_state);

  it('tells every term of the grant, its reference, uses, contacts and impact assessment', async () => {
    const owner = await platform.person(platform.someone()).signIn('FACE');
    const { certNo, name } = owner.person;
    const input = {
      subject: { person: { certNo, name } },
      ...{
        purpose: 'CLAIM_DIRECT_PAY',
        mode: 'LIMITED',
        maxUses: 3,
        validForDays: 30,
        notice: '用途、方式、范围、期限',
      },
      ...{ reference: 'POLICY-2026-7', recordsFrom: '2026-01-01', recordsTo: '2026-12-31' },
      items: [{ item: 'CERTNO', delivery: 'VERIFY' }, { item: 'INSUTYPE' }, { item: 'MEDFEE_SUMAMT' }],
    };
    const asking = 'mutation ($input: RequestConsentInput!) { requestConsent(input: $input) { id } }';
    const requestId = (await platform.insurer.run(asking, { input: complete(input) })).requestConsent.id;
    const grant = await owner.approve(requestId, 'FACE', namedOnly(input));
    await platform.insurer.redeem(grant.id, 'one', 'person { settlements { nodes { totalFee } } }');
    const { iso, fhir, extensions } = await exported(owner, grant.id);
    const [purpose] = iso.pii_processing.purposes;
    const [agreement] = await platform.database.sql(
      'SELECT a.purposes, r.contact FROM assent.agreement a JOIN assent.recipient r ON r.code = a.recipient_code WHERE r.code = $1',
      [platform.insurer.identity.code],
    );
    const { impactAssessment } = agreement!.purposes.find(({ code }: any) => code === 'CLAIM_DIRECT_PAY');
    expect(purpose.impact_assessment).toBe(impactAssessment);
    expect(extensions.impactAssessment).toBe(impactAssessment);
    const contacts = iso.party_identification.map(({ party_contact }: any) => party_contact);
    expect(contacts.slice(0, 2)).toEqual([
      expect.stringContaining('12393'),
      agreement!.contact ?? expect.stringContaining('12393'),
    ]);
    expect(iso.assent).toMatchObject({
      ...{
        status: 'ACTIVE',
        mode: 'LIMITED',
        max_uses: 3,
        used: 1,
        uses_remaining: 2,
        reference: 'POLICY-2026-7',
      },
      ...{ records_from: '2026-01-01', records_to: '2026-12-31', grantor_role: 'SELF', channel: 'ONLINE' },
      ...{
        strength: 'FACE',
        request_id: requestId,
        valid_until: grant.validUntil,
        sensitive_confirmed: true,
        catalogue_version: 1,
      },
    });
    expect(extensions).toMatchObject({
      ...{
        status: 'ACTIVE',
        mode: 'LIMITED',
        maxUses: 3,
        used: 1,
        strength: 'FACE',
        channel: 'ONLINE',
        role: 'SELF',
      },
      ...{ catalogueVersion: 1, sensitiveConfirmed: true, validUntil: grant.validUntil },
    });
    expect(fhir.identifier).toContainEqual({ system: 'urn:assent:reference', value: 'POLICY-2026-7' });
    expect(fhir.provision.dataPeriod).toEqual({ start: '2026-01-01', end: '2026-12-31' });
    expect(Buffer.from(fhir.sourceAttachment.data, 'base64').toString()).toBe(input.notice);
    // The number of an identity card is of level 3 by policy and not by law (PIPL 28).
    const marked = Object.fromEntries(
      purpose.pii_information.map((one: any) => [
        one.pii_attribute_id,
        [one.level, one.sensitive_pii_category, one.sensitive_by_law],
      ]),
    );
    expect(marked).toEqual({
      CERTNO: [3, true, false],
      INSUTYPE: [1, false, false],
      MEDFEE_SUMAMT: [3, true, true],
    });
  });

  it('tells which items wait for a confirmation, because their level was raised', async () => {
    const { id, owner } = await give(platform, {
      asks: { purpose: 'CLAIM_ELIGIBILITY_CHECK', mode: 'LIMITED', maxUses: 3 },
    });
    const officers = await Officers.of(platform);
    const suspendedIn = async () => {
      const { fhir, iso } = await exported(owner, id);
      const [{ pii_information }] = iso.pii_processing.purposes;
      return {
        fhir: (fhir.provision.provision ?? []).map(({ type, code }: any) => [
          type,
          code.map(({ coding }: any) => coding[0].code),
        ]),
        iso: pii_information.filter((one: any) => one.suspended).map((one: any) => one.pii_attribute_id),
      };
    };
    expect(await suspendedIn()).toEqual({ fhir: [], iso: [] });
    await officers.act({ kind: 'PUBLISH_CATALOGUE', raises: [{ item: 'INSUTYPE', level: 3 }] });
    expect(await suspendedIn()).toEqual({ fhir: [['deny', ['INSUTYPE']]], iso: ['INSUTYPE'] });
  });

  it('tells that a grant was withdrawn, and when', async () => {
    const { id, owner } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3 },
    });
    expect(statesOf((await exported(owner, id)).iso)).toEqual(['given']);
    await owner.revoke(id);
    for (const client of [owner, platform.insurer]) {
      const { iso, fhir, extensions } = await exported(client, id);
      expect(statesOf(iso)).toEqual(['given', 'withdrawn']);
      const [{ revoked_at }] = (await platform.database.sql(
        'SELECT revoked_at FROM assent.consent_grant WHERE id = $1',
        [id],
      )) as [{ revoked_at: Date }];
      const withdrawn = iso.event.at(-1);
      expect(Date.parse(withdrawn.event_time)).toBe(revoked_at.getTime());
      expect(withdrawn).toMatchObject({ event_type: 'explicit', entity_id: iso.pii_principal_id });
      expect([iso.assent.status, iso.assent.revoked_at]).toEqual(['REVOKED', revoked_at.toISOString()]);
      expect([fhir.status, fhir.provision.period.end]).toEqual(['inactive', revoked_at.toISOString()]);
      expect(extensions.revokedAt).toBe(revoked_at.toISOString());
    }
  });

  it('tells that a grant has ended by itself', async () => {
    const { id, owner } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3, validForDays: 1 },
    });
    const ahead = 2 * 86_400;
    await platform.database.advance(ahead);
    const again = await platform.person(owner.person).signIn('FACE');
    const { iso } = await exported(again, id);
    expect([statesOf(iso), iso.assent.status]).toEqual([['given', 'expired'], 'EXPIRED']);
    expect(iso.event.at(-1).event_time).toBe(iso.assent.valid_until);
    await platform.database.advance(-ahead);
  });

  it('of an institution is about an organization and no patient', async () => {
    const { id, owner } = await give(platform, {
      asks: { purpose: 'CREDIT_GRANT', mode: 'LIMITED', maxUses: 3 },
    });
    const { data } = await platform.bank.redeem(id, 'one', 'id provider { profile { address } }');
    const { fhir, audit, iso } = await exported(owner, id, data.redeemGrant.id);
    expect(JSON.stringify([fhir, audit])).not.toContain('Patient');
    expect(fhir).not.toHaveProperty('patient');
    expect(fhir.performer[0]).toMatchObject({
      identifier: { system: 'urn:assent:role', value: 'LEGAL_REP' },
    });
    expect(fhir.organization[1]).toMatchObject({
      type: 'Organization',
      identifier: { value: iso.pii_principal_id },
    });
    expect(audit.entity[0]).toMatchObject({
      what: { type: 'Organization', identifier: { value: iso.pii_principal_id } },
      type: { code: '3', display: 'Organization' },
    });
    expect(iso.assent.grantor_role).toBe('LEGAL_REP');
  });

  it('of a child’s grant names the guardian as who gave it, and every item as sensitive (R-10)', async () => {
    const { child, guardian } = aFamily(platform, 'CHILD_UNDER_14');
    const parent = await platform.person(guardian).signIn('FACE');
    const requestId = await ask(platform.insurer, child, {
      purpose: 'QUICK_UNDERWRITING',
      mode: 'LIMITED',
      maxUses: 3,
    });
    const { id } = await parent.approve(requestId, 'FACE');
    const { fhir, iso } = await exported(parent, id);
    expect(fhir.performer).toEqual([
      {
        type: 'RelatedPerson',
        identifier: { system: 'urn:assent:role', value: 'GUARDIAN' },
        display: '监护人 Guardian',
      },
    ]);
    expect(fhir.patient.identifier.value).toBe(iso.pii_principal_id);
    expect(iso.event[0]).toMatchObject({ event_state: 'given', role: 'GUARDIAN' });
    expect(iso.party_identification).toContainEqual(expect.objectContaining({ party_role: 'GUARDIAN' }));
    const [{ pii_information: items }] = iso.pii_processing.purposes;
    expect(items.every(({ sensitive_pii_category }: any) => sensitive_pii_category)).toBe(true);
  });

  it('of a use tells how it was used, whether anything was released, and who kept the data', async () => {
    const { id, owner } = await give(platform, {
      asks: { purpose: 'CLAIM_DIRECT_PAY', mode: 'LIMITED', maxUses: 3 },
    });
    const { data } = await platform.insurer.redeem(
      id,
      'one',
      'id person { settlements { nodes { totalFee } } }',
    );
    const { audit } = await exported(owner, id, data.redeemGrant.id);
    const details = Object.fromEntries(
      audit.entity[1].detail.map(({ type, valueString }: any) => [type, valueString]),
    );
    expect(details).toMatchObject({
      ...{
        useNumber: '1 of 3',
        MEDFEE_SUMAMT: 'RETURN',
        mode: 'LIMITED',
        strength: 'FACE',
        revocationEpoch: '0',
      },
      responseDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect([audit.outcome, audit.agent.map(({ requestor }: any) => requestor)]).toEqual(['0', [true, false]]);
  });
});
