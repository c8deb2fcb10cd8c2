import { category, every, masked } from './item-lists.js';
import type { Purpose } from './purpose.js';

/**
 * Authorities act on law and not on consent. Listing their purposes here prevents others from using them.
 */
export const authorities: readonly Purpose[] = [
  {
    code: 'JUDICIAL_ASSIST',
    nameZh: '司法协查',
    nameEn: 'Judicial and investigative assistance',
    subject: 'PERSON',
    requesters: ['COURT', 'PROCURATORATE', 'PUBLIC_SECURITY', 'SUPERVISION_COMMISSION'],
    consentRequired: false,
    required: [],
    optional: [...every('RETURN')],
    modes: [],
    minimumStrength: 'NONE',
    guardianUntilAge: 14,
    lookbackMonths: null,
  },
  {
    code: 'FUND_SUPERVISION',
    nameZh: '医保基金监管与审计',
    nameEn: 'Fund supervision and state audit',
    subject: 'PERSON',
    requesters: ['MEDICAL_SECURITY_BUREAU', 'AUDIT_OFFICE'],
    consentRequired: false,
    required: [],
    optional: [
      ...category('RETURN', 'BASIC_IDENTITY'),
      ...category('RETURN', 'ENROLMENT'),
      ...category('RETURN', 'FILING'),
      ...category('RETURN', 'BENEFIT'),
      ...category('RETURN', 'ENCOUNTER'),
      ...category('RETURN', 'SETTLEMENT'),
      ...category('RETURN', 'EXPENSE_DETAIL'),
      ...category('RETURN', 'SPECIAL_BENEFIT'),
    ],
    modes: [],
    minimumStrength: 'NONE',
    guardianUntilAge: 14,
    lookbackMonths: 60,
  },
  {
    code: 'COMPLIANCE_AUDIT',
    nameZh: '个人信息保护合规审计',
    nameEn: 'Personal-information compliance audit',
    subject: 'PERSON',
    requesters: ['INTERNAL_AUDITOR', 'APPOINTED_AUDIT_BODY'],
    consentRequired: false,
    required: [],
    optional: [
      ...masked('PSN_NO', 'PSN_NAME', 'PSN_CERT_TYPE', 'GEND', 'BRDY', 'AGE', 'SURV_STAS'),
      ...category('MASKED', 'ENROLMENT'),
    ],
    modes: [],
    minimumStrength: 'NONE',
    guardianUntilAge: 14,
    lookbackMonths: 60,
  },
];
