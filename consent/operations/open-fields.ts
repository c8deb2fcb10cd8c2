/**
 * The fields at the root that a registered document may select: those that a recipient may call, and what is public. Any
 * other is refused, so a field that is new is not open until it is named here.
 */
export const OPEN_FIELDS: ReadonlySet<string> = new Set([
  '__typename',
  // A recipient's own.
  'requestConsent',
  'cancelConsentRequest',
  'redeemGrant',
  'disclosure',
  'recipient',
  'grant',
  'consentRequest',
  'inclusionProof',
  'ledgerEntry',
  'grantExport',
  'disclosureExport',
  // Public.
  'catalogue',
  'purposes',
  'openData',
  'products',
  'recipients',
  'recipientOf',
  'logCheckpoint',
  'consistencyProof',
]);
