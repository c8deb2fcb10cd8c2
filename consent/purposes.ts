import { itemOf, itemsOfCategory, personItems } from '../schema/catalogue.js';
import type { Delivery } from './delivery.js';
import type { GrantMode } from './mode.js';
import type { Strength } from './strength.js';

/**
 * Purposes (用途): why a recipient asks. Each fixes the most that may be asked, how often, how long, how far back
 * and how strongly the person must be authenticated. Data, not code: a purpose is added by adding a row.
 */
export interface Purpose {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly subject: 'PERSON' | 'PROVIDER';
  /** Kinds of organisation that may ask; only recipients among them reach the API's consent requests. */
  readonly requesters: readonly string[];
  /** false: rests on law and not on consent, so it can't be asked for here. */
  readonly consentRequired: boolean;
  readonly required: readonly PurposeItem[];
  readonly optional: readonly PurposeItem[];
  readonly modes: readonly PurposeMode[];
  readonly minimumStrength: Strength;
  /** How far back records may reach, counted at each use; 0: only what is in force; null: without limit. */
  readonly lookbackMonths: number | null;
}

export interface PurposeItem {
  readonly item: string;
  readonly delivery: Delivery;
}

export interface PurposeMode {
  readonly mode: GrantMode;
  readonly maxUses: number | null;
  readonly maxUsesPerDay: number | null;
  readonly maxValidityDays: number;
}

const as =
  (delivery: Delivery) =>
  (...codes: string[]): PurposeItem[] =>
    codes.map((code) => ({ item: itemOf(code).code, delivery }));
const verified = as('VERIFY');
const masked = as('MASKED');
const returned = as('RETURN');
const category = (delivery: Delivery, code: string) =>
  as(delivery)(...itemsOfCategory('PERSON', code).map((item) => item.code));
const group = (delivery: Delivery, code: string) =>
  as(delivery)(...itemsOfCategory('PROVIDER', code).map((item) => item.code));
const every = (delivery: Delivery) => as(delivery)(...personItems.map((item) => item.code));

const declared: readonly Purpose[] = [
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
    lookbackMonths: 3,
  },
  {
    code: 'SELF_QUERY',
    nameZh: '个人查询',
    nameEn: 'Own data query',
    subject: 'PERSON',
    requesters: ['INSURED_PERSON'],
    consentRequired: false,
    required: [...every('RETURN')],
    optional: [],
    modes: [],
    minimumStrength: 'SMS',
    lookbackMonths: null,
  },
  {
    code: 'GUARDIAN_QUERY',
    nameZh: '监护人代查代授权',
    nameEn: 'Guardian query or grant for a ward',
    subject: 'PERSON',
    requesters: ['GUARDIAN'],
    consentRequired: true,
    required: [...every('RETURN')],
    optional: [],
    modes: [
      { mode: 'ONE_TIME', maxUses: 1, maxUsesPerDay: null, maxValidityDays: 1 },
      { mode: 'LIMITED', maxUses: 5, maxUsesPerDay: null, maxValidityDays: 30 },
    ],
    minimumStrength: 'FACE',
    lookbackMonths: 60,
  },
  {
    code: 'COUNTER_AGENT',
    nameZh: '线下窗口代办',
    nameEn: 'Counter service through an agent',
    subject: 'PERSON',
    requesters: ['ENTRUSTED_AGENT', 'COUNTER_STAFF'],
    consentRequired: true,
    required: [...verified('PSN_NAME', 'CERTNO'), ...returned('PSN_INSU_STAS', 'INSUTYPE', 'INSUPLC_ADMDVS')],
    optional: [
      ...masked('PSN_TYPE', 'CRT_INSU_DATE', 'PAUS_INSU_DATE', 'EMP_NAME', 'CVLSERV_FLAG'),
      ...category('MASKED', 'CONTRIBUTION'),
      ...category('MASKED', 'FILING'),
      ...category('MASKED', 'BENEFIT'),
      ...category('MASKED', 'SETTLEMENT'),
    ],
    modes: [
      { mode: 'ONE_TIME', maxUses: 1, maxUsesPerDay: null, maxValidityDays: 1 },
      { mode: 'LIMITED', maxUses: 3, maxUsesPerDay: null, maxValidityDays: 15 },
    ],
    minimumStrength: 'FACE',
    lookbackMonths: 24,
  },
  {
    code: 'DECEASED_KIN_QUERY',
    nameZh: '近亲属查询死者信息',
    nameEn: 'Near-relative query about a deceased person',
    subject: 'PERSON',
    requesters: ['NEAR_RELATIVE'],
    consentRequired: false,
    required: [
      ...verified('PSN_NAME', 'CERTNO'),
      ...returned(
        'SURV_STAS',
        'SETL_ID',
        'SETL_TIME',
        'MEDFEE_SUMAMT',
        'FUND_PAY_SUMAMT',
        'ACCT_PAY',
        'PSN_CASH_PAY',
        'BALC',
      ),
    ],
    optional: [
      ...returned(
        'MDTRT_ID',
        'FIXMEDINS_NAME',
        'BEGNTIME',
        'ENDTIME',
        'DIAG_CODE',
        'DIAG_NAME',
        'SPECIAL_TRT_AMT',
      ),
    ],
    modes: [
      { mode: 'ONE_TIME', maxUses: 1, maxUsesPerDay: null, maxValidityDays: 7 },
      { mode: 'LIMITED', maxUses: 3, maxUsesPerDay: null, maxValidityDays: 90 },
    ],
    minimumStrength: 'FACE',
    lookbackMonths: 24,
  },
  {
    code: 'DATA_PORTABILITY',
    nameZh: '个人信息转移(可携带)',
    nameEn: 'Transfer to a processor named by the person',
    subject: 'PERSON',
    requesters: ['INSURED_PERSON'],
    consentRequired: false,
    required: [],
    optional: [...every('RETURN')],
    modes: [{ mode: 'ONE_TIME', maxUses: 1, maxUsesPerDay: null, maxValidityDays: 7 }],
    minimumStrength: 'FACE',
    lookbackMonths: null,
  },
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
    lookbackMonths: 60,
  },
];

/** Never allowed, to nobody (rules.md; the reason is told to whoever asks). */
export const PROHIBITED_PURPOSES: Readonly<Record<string, string>> = {
  MARKETING: 'no direct relation to any lawful purpose here (PIPL 6, 24; GB/T 35273-2020 App.B example)',
  INDIVIDUAL_PREMIUM_PRICING:
    'health data to set personal premium (GB/T 35273-2020 App.B; PIPL 24 unreasonable differential treatment)',
  PERSONAL_CREDIT_SCORING:
    '征信业管理条例 14 forbids collecting disease and medical history; income only with written consent',
  EMPLOYMENT_SCREENING: 'no basis; dignity harm (PIPL 28)',
  RESALE_OR_ONWARD_PROVISION:
    'recipient bound to the agreed purpose and recipient (PIPL 23; 征信业管理条例 20)',
  CROSS_BORDER: 'state-organ data stays in the country (PIPL 36, 38-41)',
};

export const purposes: readonly Purpose[] = Object.freeze(declared.map((purpose) => Object.freeze(purpose)));

const byCode = new Map(purposes.map((purpose) => [purpose.code, purpose]));

export const findPurpose = (code: string): Purpose | undefined => byCode.get(code);

/** For a code that came out of our own database; an unknown one is a bug. */
export function purposeOf(code: string): Purpose {
  const purpose = byCode.get(code);
  if (!purpose) throw new Error(`There is no purpose ${code}.`);
  return purpose;
}

/** How the purpose would have this item delivered, or null where it has no place in it. */
export const deliveryIn = (purpose: Purpose, item: string): Delivery | null =>
  [...purpose.required, ...purpose.optional].find((entry) => entry.item === item)?.delivery ?? null;

export const modeIn = (purpose: Purpose, mode: GrantMode): PurposeMode | null =>
  purpose.modes.find((entry) => entry.mode === mode) ?? null;
