import type { Consent, Extension, Period, Reference } from 'fhir/r4.js';
import type { GrantorRole } from '../grants/grantor.js';
import { coded, itemCode, organisation, ours, subjectReference, TERMINOLOGY } from './fhir-coding.js';
import { CONTROLLER, endOf, type GrantParts, isSensitiveIn, roleOf } from './grant-parts.js';

/** Who acts for somebody else. The ledger knows the role and not who it was. */
const REPRESENTATIVES: Readonly<Record<Exclude<GrantorRole, 'SELF'>, string>> = {
  GUARDIAN: '监护人 Guardian',
  AGENT: '代理人 Agent under a power of attorney',
  LEGAL_REP: '法定代表人 Legal representative',
};

function performerOf(parts: GrantParts): Reference {
  const role = roleOf(parts);
  if (role === 'SELF') return subjectReference(parts.subject, parts.grant.personId !== null);
  return { type: 'RelatedPerson', identifier: ours('role', role), display: REPRESENTATIVES[role] };
}

/** What Consent has no element for. */
function extensionsOf(parts: GrantParts): Extension[] {
  const { grant, status, given } = parts;
  const values: Readonly<Record<string, string | number | boolean | null | undefined>> = {
    status,
    mode: grant.mode,
    maxUses: grant.maxUses,
    maxUsesPerDay: grant.maxUsesPerDay,
    used: grant.used,
    validUntil: grant.validUntil.toISOString(),
    revokedAt: grant.revokedAt?.toISOString(),
    suspendedAt: grant.suspendedAt?.toISOString(),
    supersededAt: grant.supersededAt?.toISOString(),
    supersededBy: grant.supersededBy,
    role: roleOf(parts),
    channel: String(given.entry.channel),
    strength: grant.strength,
    sensitiveConfirmed: grant.sensitiveConfirmed,
    noticeDigest: grant.noticeDigest,
    protectedRecordsDigest: grant.choicesDigest,
    catalogueVersion: grant.catalogueVersion,
    impactAssessment: parts.impactAssessment,
  };
  return Object.entries(values).flatMap(([name, value]): Extension[] => {
    const url = `urn:assent:grant:${name}`;
    if (value == null) return [];
    if (typeof value === 'number') return [{ url, valueInteger: value }];
    return [typeof value === 'boolean' ? { url, valueBoolean: value } : { url, valueString: value }];
  });
}

/** Maps a grant to an HL7 FHIR R4 Consent (https://hl7.org/fhir/R4/consent.html). */
export function fhirConsent(parts: GrantParts): Consent {
  const { grant, request, recipient, subject, status } = parts;
  const isPerson = grant.personId !== null;
  const dataPeriod: Period = {
    ...(grant.recordsFrom && { start: grant.recordsFrom }),
    ...(grant.recordsTo && { end: grant.recordsTo }),
  };
  const performer = performerOf(parts);
  const suspended = grant.items.filter(({ item }) => parts.suspended.has(item));
  const sensitive = grant.items.some(({ item }) => isSensitiveIn(parts, item));
  return {
    resourceType: 'Consent',
    id: grant.id,
    identifier: [
      ours('grant', grant.id),
      ours('request', request.id),
      ...(request.reference ? [ours('reference', request.reference)] : []),
    ],
    status: status === 'ACTIVE' ? 'active' : 'inactive',
    // The code for privacy demands a patient (invariant ppc-2), which an institution is not.
    scope: isPerson
      ? coded(`${TERMINOLOGY}/consentscope`, 'patient-privacy')
      : { text: '机构经营数据 Business data of an institution' },
    category: [
      isPerson
        ? coded('http://loinc.org', '59284-0', 'Patient Consent')
        : { text: '数据授权 Consent to disclosure' },
    ],
    ...(isPerson && { patient: subjectReference(subject, true) }),
    dateTime: grant.validFrom.toISOString(),
    performer: [performer],
    organization: [
      { identifier: ours('controller', CONTROLLER.party_id), display: CONTROLLER.party_name },
      ...(isPerson ? [] : [subjectReference(subject, false)]),
    ],
    sourceAttachment: {
      contentType: 'text/plain; charset=utf-8',
      language: 'zh-CN',
      data: Buffer.from(request.notice).toString('base64'),
      title: `sha256:${grant.noticeDigest}`,
      creation: request.createdAt.toISOString(),
    },
    policyRule: {
      ...coded('urn:assent:law', 'PIPL'),
      text: '中华人民共和国个人信息保护法 PIPL 13, 14, 23, 29',
    },
    verification: [
      { verified: true, verifiedWith: performer, verificationDate: grant.validFrom.toISOString() },
    ],
    provision: {
      extension: extensionsOf(parts),
      type: 'permit',
      period: { start: grant.validFrom.toISOString(), end: endOf(grant).toISOString() },
      actor: [
        {
          role: coded(`${TERMINOLOGY}/v3-ParticipationType`, 'IRCP', 'information recipient'),
          reference: organisation(recipient),
        },
      ],
      action: [coded(`${TERMINOLOGY}/consentaction`, 'disclose')],
      securityLabel: [
        sensitive
          ? { system: `${TERMINOLOGY}/v3-Confidentiality`, code: 'R', display: 'restricted' }
          : { system: `${TERMINOLOGY}/v3-Confidentiality`, code: 'N', display: 'normal' },
      ],
      purpose: [{ system: 'urn:assent:purpose', code: grant.purposeCode, display: grant.purpose.nameEn }],
      code: grant.items.map(itemCode),
      ...(suspended.length > 0 && { provision: [{ type: 'deny', code: suspended.map(itemCode) }] }),
      ...(Object.keys(dataPeriod).length > 0 && { dataPeriod }),
    },
  };
}
