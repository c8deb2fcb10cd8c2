import { findPurpose } from '../../../consent/purposes/registry.js';
import type { Asking } from './giving.js';

const CLAIM = findPurpose('CLAIM_DIRECT_PAY')!;

/** Every item about a person's care that a recipient can be granted. */
export const everythingOf = (more: Partial<Asking> = {}): Asking => ({
  purpose: CLAIM.code,
  mode: 'LIMITED',
  maxUses: 12,
  items: [...CLAIM.required, ...CLAIM.optional],
  ...more,
});

export const PAGE = 'pageInfo { endCursor hasNextPage }';

export const EVERYTHING = `person {
  encounters(first: 50) { nodes { encounterId careType providerCode providerName providerLevel encounterStart encounterEnd diagnosisCode diagnosisName } ${PAGE} }
  settlements(first: 50) { nodes { settlementId settlementTime totalFee personalCashPay } ${PAGE} }
  expenseLines(first: 50) { nodes { lineNo occurTime catalogCode catalogName lineAmount } ${PAGE} }
  filings(first: 50) { nodes { chronicDiseaseCode filingBeginDate } ${PAGE} }
  specialBenefits(first: 50) { nodes { specialAmount } ${PAGE} }
}`;
