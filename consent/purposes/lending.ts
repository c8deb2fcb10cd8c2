import { group, masked, returned, verified } from './item-lists.js';
import type { Purpose } from './purpose.js';

/** Purposes of banks that lend to a designated institution. They see its business data and never a patient’s. */
export const lending: readonly Purpose[] = [
  {
    code: 'CREDIT_GRANT',
    nameZh: '医药机构信用贷款授信',
    nameEn: 'Credit line for designated pharmacy or institution',
    subject: 'PROVIDER',
    requesters: ['COMMERCIAL_BANK'],
    consentRequired: true,
    required: [
      ...group('RETURN', 'PROFILE'),
      ...group('RETURN', 'LICENCE'),
      ...group('RETURN', 'AGREEMENT'),
      ...group('RETURN', 'CREDIT'),
      ...group('RETURN', 'SETTLEMENT_MONTH'),
      ...group('RETURN', 'CLEARING'),
    ],
    optional: [
      ...verified('PROVIDER:PERSON.LEGREP_NAME', 'PROVIDER:PERSON.LEGREP_CERTNO'),
      ...masked('PROVIDER:BANK.BANKACCT'),
    ],
    modes: [
      { mode: 'ONE_TIME', maxUses: 1, maxUsesPerDay: null, maxValidityDays: 15 },
      { mode: 'LIMITED', maxUses: 5, maxUsesPerDay: null, maxValidityDays: 60 },
    ],
    minimumStrength: 'FACE',
    guardianUntilAge: 18,
    lookbackMonths: 36,
  },
  {
    code: 'CREDIT_MONITOR',
    nameZh: '贷后监测',
    nameEn: 'Post-loan monitoring',
    subject: 'PROVIDER',
    requesters: ['COMMERCIAL_BANK'],
    consentRequired: true,
    required: [
      ...returned('PROVIDER:AGREEMENT.CNTR_STAS', 'PROVIDER:AGREEMENT.FIX_ONLN_OPEN_FLAG'),
      ...group('RETURN', 'CREDIT'),
      ...group('RETURN', 'SETTLEMENT_MONTH'),
      ...group('RETURN', 'CLEARING'),
    ],
    optional: [],
    modes: [
      { mode: 'LIMITED', maxUses: 12, maxUsesPerDay: null, maxValidityDays: 365 },
      { mode: 'MULTI_USE', maxUses: null, maxUsesPerDay: 1, maxValidityDays: 365 },
    ],
    minimumStrength: 'FACE',
    guardianUntilAge: 18,
    lookbackMonths: 3,
  },
];
