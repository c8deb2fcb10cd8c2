import { itemOf } from '../../schema/catalogue.js';
import { isSensitive } from '../catalogue/sensitivity.js';
import { contactOf, HOTLINE, RETENTION } from '../grants/notice-statement.js';
import type { RecordedEntry } from '../ledger/entries/find-entries.js';
import { deliveryIn } from '../purposes/purpose.js';
import { CONTROLLER, endOf, type GrantParts, isSensitiveIn, momentOf, roleOf } from './grant-parts.js';

const iso = (time: Date | null | undefined): string | null => time?.toISOString() ?? null;

/** The state of the consent after an event of its grant. */
const STATES: ReadonlyMap<string, string> = new Map([
  ['GRANT_GIVEN', 'given'],
  ['GRANT_REVOKED', 'withdrawn'],
  ['GRANT_SUSPENDED', 'suspended'],
  ['GRANT_REINSTATED', 'reinstated'],
  ['GRANT_SUPERSEDED', 'terminated'],
]);

/** What the ledger says of an event besides, as who acted for the person and why. */
const OF_THE_PERSON = ['role', 'channel', 'strength', 'awaits', 'confirmed'] as const;
const OF_THE_PLATFORM = ['why'] as const;

const stateOf = ({ entry }: RecordedEntry): string => STATES.get(entry.kind) ?? entry.kind;

function eventOf(parts: GrantParts, recorded: RecordedEntry) {
  const { grant, subject } = parts;
  const { entry } = recorded;
  const byPerson = entry.kind !== 'GRANT_SUSPENDED' && entry.why === undefined;
  const details = (byPerson ? OF_THE_PERSON : OF_THE_PLATFORM)
    .filter((name) => entry[name] !== undefined)
    .map((name) => [name, entry[name]]);
  return {
    event_time: momentOf(recorded),
    validity_duration: `${iso(grant.validFrom)}/${iso(endOf(grant))}`,
    entity_id: byPerson ? subject : CONTROLLER.party_id,
    event_type: byPerson ? 'explicit' : 'by the controller',
    event_state: stateOf(recorded),
    ...(entry.kind === 'GRANT_SUPERSEDED' && { superseded_by: grant.supersededBy ?? null }),
    ...Object.fromEntries(details),
  };
}

/** What no entry tells, because it happens by itself. */
function furtherEvents({ grant, status, subject }: GrantParts) {
  const event = (at: Date, state: string) => ({
    event_time: at.toISOString(),
    validity_duration: `${iso(grant.validFrom)}/${iso(endOf(grant))}`,
    entity_id: subject,
    event_type: 'by its terms',
    event_state: state,
  });
  return [...(status === 'EXPIRED' ? [event(grant.validUntil, 'expired')] : [])];
}

/** What the platform holds of a grant and the standard has no field for. */
const ownPart = (parts: GrantParts) => {
  const { grant, request, status, classification } = parts;
  return {
    status,
    request_id: request.id,
    reference: request.reference,
    requested_at: iso(request.createdAt),
    mode: grant.mode,
    max_uses: grant.maxUses,
    max_uses_per_day: grant.maxUsesPerDay,
    used: grant.used,
    uses_remaining: grant.usesRemaining,
    valid_from: iso(grant.validFrom),
    valid_until: iso(grant.validUntil),
    records_from: grant.recordsFrom,
    records_to: grant.recordsTo,
    grantor_role: roleOf(parts),
    channel: parts.given.entry.channel,
    strength: grant.strength,
    sensitive_confirmed: grant.sensitiveConfirmed,
    protected_records_digest: grant.choicesDigest,
    catalogue_version: classification.version,
    revoked_at: iso(grant.revokedAt),
    suspended_at: iso(grant.suspendedAt),
    superseded_at: iso(grant.supersededAt),
    superseded_by: grant.supersededBy ?? null,
  };
};

function partiesOf(parts: GrantParts) {
  const { recipient, subject, grant } = parts;
  const role = roleOf(parts);
  return [
    {
      ...CONTROLLER,
      party_type: 'pii_controller',
      party_contact: `医保服务热线${HOTLINE}`,
      party_phone: HOTLINE,
    },
    {
      party_id: recipient.code,
      party_name: recipient.name,
      party_type: 'third_party',
      party_role: recipient.kind,
      party_contact: contactOf(recipient).zh,
    },
    {
      party_id: subject,
      party_type: 'pii_principal',
      party_role: grant.personId ? 'insured person' : 'institution',
    },
    ...(role === 'SELF'
      ? []
      : [{ party_id: role, party_type: 'representative_of_pii_principal', party_role: role }]),
  ];
}

/** Maps a grant to the consent record of ISO/IEC TS 27560:2023. The field names outside `assent` are those of the standard. */
export function consentRecord(parts: GrantParts) {
  const { grant, request, recipient, subject, impactAssessment, classification } = parts;
  return {
    schema_version: 'ISO/IEC TS 27560:2023',
    record_id: grant.id,
    pii_principal_id: subject,
    pii_processing: {
      privacy_notice: request.notice,
      privacy_notice_digest: grant.noticeDigest,
      language: 'zh-CN',
      purposes: [
        {
          purpose: `${grant.purpose.nameZh} ${grant.purpose.nameEn}`,
          purpose_type: grant.purposeCode,
          lawful_basis: 'consent: PIPL 13(1)(1), 14, 23, 29',
          pii_information: grant.items.map(({ item, delivery }) => ({
            pii_type: itemOf(item).nameZh,
            pii_attribute_id: item,
            pii_optional: !grant.purpose.required.some((entry) => entry.item === item),
            sensitive_pii_category: isSensitiveIn(parts, item),
            // PIPL 28; an item may be of level 3 by policy.
            sensitive_by_law: isSensitive({ item }),
            level: classification.levelOf(item),
            suspended: parts.suspended.has(item),
            delivery,
            purpose_delivery: deliveryIn(grant.purpose, item),
          })),
          pii_controllers: [CONTROLLER.party_id],
          collection_method: 'personal data asset center of the city',
          processing_method: `${grant.mode}, ${grant.maxUses ?? grant.maxUsesPerDay} uses${grant.maxUses === null ? ' a day' : ''}`,
          storage_locations: ['CN'],
          retention_period: RETENTION[recipient.kind].zh,
          processing_locations: ['CN'],
          geographic_restrictions: 'CN only (PIPL 38)',
          jurisdiction: 'CN',
          recipient_third_parties: [recipient.code],
          withdrawal_method: 'mutation revokeGrant, on the same channel and at any time (PIPL 15)',
          privacy_rights: 'access, copy, correction, deletion, withdrawal (PIPL 44-48)',
          impact_assessment: impactAssessment,
        },
      ],
    },
    party_identification: partiesOf(parts),
    event: [...parts.events.map((recorded) => eventOf(parts, recorded)), ...furtherEvents(parts)],
    assent: ownPart(parts),
  };
}
