import type { Purpose } from '../purpose.js';
import { category, returned, verified } from './items.js';

/** Commercial insurers: claims paid directly, underwriting, the city’s supplementary insurance (惠民保). */
export const insurance: readonly Purpose[] = [
  {
    code: 'CLAIM_ELIGIBILITY_CHECK',
    nameZh: '理赔直付资格核验',
    nameEn: 'Direct-claim eligibility check',
    subject: 'PERSON',
    requesters: ['COMMERCIAL_INSURER'],
    consentRequired: true,
    required: [
      ...verified('PSN_NAME', 'CERTNO'),
      ...returned('PSN_INSU_STAS', 'INSUTYPE', 'INSUPLC_ADMDVS', 'TRT_ENJYMNT_FLAG'),
    ],
    optional: [...returned('AGE')],
    modes: [
      { mode: 'ONE_TIME', maxUses: 1, maxUsesPerDay: null, maxValidityDays: 7 },
      { mode: 'LIMITED', maxUses: 5, maxUsesPerDay: null, maxValidityDays: 30 },
    ],
    minimumStrength: 'SMS',
    lookbackMonths: 0,
  },
  {
    code: 'CLAIM_DIRECT_PAY',
    nameZh: '理赔直付',
    nameEn: 'Direct claim payment',
    subject: 'PERSON',
    requesters: ['COMMERCIAL_INSURER'],
    consentRequired: true,
    required: [
      ...verified('PSN_NAME', 'CERTNO'),
      ...returned('INSUTYPE'),
      ...category('RETURN', 'ENCOUNTER'),
      ...category('RETURN', 'SETTLEMENT'),
    ],
    optional: [
      ...category('RETURN', 'EXPENSE_DETAIL'),
      ...returned('OPSP_DISE_CODE', 'FILING_BEGNDATE', 'SPECIAL_TRT_AMT'),
    ],
    modes: [
      { mode: 'ONE_TIME', maxUses: 1, maxUsesPerDay: null, maxValidityDays: 30 },
      { mode: 'LIMITED', maxUses: 12, maxUsesPerDay: null, maxValidityDays: 365 },
      { mode: 'MULTI_USE', maxUses: null, maxUsesPerDay: 5, maxValidityDays: 365 },
    ],
    minimumStrength: 'FACE',
    lookbackMonths: 24,
  },
  {
    code: 'QUICK_UNDERWRITING',
    nameZh: '快速投保核验',
    nameEn: 'Quick underwriting verification',
    subject: 'PERSON',
    requesters: ['COMMERCIAL_INSURER'],
    consentRequired: true,
    required: [
      ...verified('PSN_NAME', 'CERTNO'),
      ...returned('GEND', 'AGE', 'PSN_INSU_STAS', 'INSUTYPE', 'INSUPLC_ADMDVS'),
    ],
    optional: [...returned('CRT_INSU_DATE')],
    modes: [
      { mode: 'ONE_TIME', maxUses: 1, maxUsesPerDay: null, maxValidityDays: 3 },
      { mode: 'LIMITED', maxUses: 3, maxUsesPerDay: null, maxValidityDays: 30 },
    ],
    minimumStrength: 'SCAN',
    lookbackMonths: 0,
  },
  {
    code: 'HUIMIN_ENROL_VERIFY',
    nameZh: '惠民保参保身份校验',
    nameEn: 'City supplementary insurance enrolment identity check',
    subject: 'PERSON',
    requesters: ['HUIMIN_OPERATOR', 'COMMERCIAL_INSURER'],
    consentRequired: true,
    required: [...verified('PSN_NAME', 'CERTNO', 'PSN_INSU_STAS', 'INSUPLC_ADMDVS')],
    optional: [...verified('INSUTYPE', 'BALC')],
    modes: [
      { mode: 'ONE_TIME', maxUses: 1, maxUsesPerDay: null, maxValidityDays: 1 },
      { mode: 'LIMITED', maxUses: 3, maxUsesPerDay: null, maxValidityDays: 30 },
    ],
    minimumStrength: 'SMS',
    lookbackMonths: 0,
  },
];
