import { itemOf } from '../../schema/catalogue.js';
import { isSensitive } from '../catalogue/sensitivity.js';
import type { ConsentRequest } from '../grants/consent-request.js';
import type { Grant } from '../grants/grant.js';
import { deliveryIn } from '../purposes/purpose.js';
import type { Recipient } from '../recipients/recipient.js';

/** The controller: the bureau that runs the platform. */
const CONTROLLER = {
  party_id: 'CITY-MEDICAL-INSURANCE-BUREAU',
  party_name: '医疗保障局 Medical insurance bureau',
};

/** A grant with the data of its ledger entry, recipient and request. */
export interface GrantParts {
  readonly grant: Grant;
  readonly request: ConsentRequest;
  readonly recipient: Recipient;
  /** The commitment to the person or provider, hex. */
  readonly subject: string;
}

/** Maps a grant to the consent record of ISO/IEC TS 27560:2023. The field names are those of the standard. */
export const consentRecord = ({ grant, request, recipient, subject }: GrantParts) => ({
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
          sensitive_pii_category: isSensitive({ item }),
          delivery,
          purpose_delivery: deliveryIn(grant.purpose, item),
        })),
        pii_controllers: [CONTROLLER.party_id],
        collection_method: 'personal data asset center of the city',
        processing_method: `${grant.mode}, ${grant.maxUses ?? grant.maxUsesPerDay} uses${grant.maxUses === null ? ' a day' : ''}`,
        storage_locations: ['CN'],
        retention_period: grant.validUntil.toISOString(),
        processing_locations: ['CN'],
        geographic_restrictions: 'CN only (PIPL 38)',
        jurisdiction: 'CN',
        recipient_third_parties: [recipient.code],
        withdrawal_method: 'mutation revokeGrant, on the same channel and at any time (PIPL 15)',
        privacy_rights: 'access, copy, correction, deletion, withdrawal (PIPL 44-48)',
      },
    ],
  },
  party_identification: [
    { ...CONTROLLER, party_type: 'pii_controller' },
    { party_id: recipient.code, party_name: recipient.name, party_type: 'third_party' },
  ],
  event: [
    {
      event_time: grant.validFrom.toISOString(),
      validity_duration: `${grant.validFrom.toISOString()}/${grant.validUntil.toISOString()}`,
      entity_id: subject,
      event_type: 'explicit',
      event_state: 'given',
    },
    ...endOf(grant).map((end) => ({ entity_id: subject, event_type: 'explicit', ...end })),
  ],
});

/** How the consent ended before its time: the person took it back, or gave a newer one in its place. */
function endOf({ revokedAt, supersededAt, supersededBy }: Grant) {
  if (revokedAt) return [{ event_time: revokedAt.toISOString(), event_state: 'withdrawn' }];
  return supersededAt
    ? [
        {
          event_time: supersededAt.toISOString(),
          event_state: 'terminated',
          superseded_by: supersededBy ?? null,
        },
      ]
    : [];
}
