import type { JWK } from 'jose';
import { purposes } from '../../consent/purposes/registry.js';
import type { AgreementFile } from '../../consent/recipients/agreement-file.js';
import type { RecipientIdentity } from '../clients/recipient-client.js';

/** Two insurers and a bank with invented names. */
export const RECIPIENTS: readonly RecipientIdentity[] = [
  {
    code: 'INS-ANXIN',
    name: '安心人寿保险股份有限公司（示例）',
    kind: 'COMMERCIAL_INSURER',
    clientId: 'anxin-life',
  },
  {
    code: 'INS-BOHAI',
    name: '渤海健康保险股份有限公司（示例）',
    kind: 'COMMERCIAL_INSURER',
    clientId: 'bohai-health',
  },
  {
    code: 'BANK-ZHIFU',
    name: '芝罘商业银行股份有限公司（示例）',
    kind: 'COMMERCIAL_BANK',
    clientId: 'zhifu-bank',
  },
];

/** Where people are sent back to who come from the app of a recipient. */
export const returnAddress = ({ clientId }: Pick<RecipientIdentity, 'clientId'>): string =>
  `https://${clientId}.example/return`;

/** An agreement with all items of every purpose that this kind of recipient may request. */
export const fullAgreement = (
  recipient: RecipientIdentity,
  publicJwk: JWK,
  redirectUris = [returnAddress(recipient)],
): AgreementFile => ({
  recipient: {
    ...recipient,
    contact: `${recipient.name}客户服务 4000000000`,
    jwks: { keys: [{ ...publicJwk }] },
    redirectUris,
  },
  purposes: purposes
    .filter(({ requesters, consentRequired }) => consentRequired && requesters.includes(recipient.kind))
    .map(({ code }, index) => ({
      code,
      items: null,
      impactAssessment: `PIA-2026-${String(index + 1).padStart(3, '0')}`,
    })),
  validUntil: null,
});
