/** Whether a value of an entry has the form that a field demands. */
export type Check = (value: unknown) => boolean;

export const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
export const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
export const nullOr =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
export const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
export const record: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

export const uuid = matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
export const digest = matching(/^[0-9a-f]{64}$/);
export const handle = digest;
export const minute = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/);
export const day = matching(/^\d{4}-\d\d-\d\d$/);
export const code = matching(/^[A-Z][A-Z0-9_-]*$/);
/** The code of a provider's item starts with its group: PROVIDER:BANK.BANKACCT. */
export const itemCode = matching(/^[A-Z][A-Z0-9_]*(:[A-Z0-9_]+\.[A-Z0-9_]+)?$/);
export const delivered: Check = (value) =>
  record(value) &&
  itemCode((value as Record<string, unknown>).item) &&
  code((value as Record<string, unknown>).delivery);

export const evidence: Check = (value) => {
  const { documents, signature, notice } = (record(value) ? value : {}) as Record<string, unknown>;
  return listOf(digest)(documents) && digest(signature) && digest(notice);
};
export const raised: Check = (value) =>
  record(value) &&
  itemCode((value as Record<string, unknown>).item) &&
  count((value as Record<string, unknown>).level);
export const confirmed: Check = (value) =>
  record(value) &&
  itemCode((value as Record<string, unknown>).item) &&
  count((value as Record<string, unknown>).version);
