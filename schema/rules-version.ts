/**
 * The version of what the import computes once and answers rest on: the forms in which names and numbers are compared
 * (schema/identity/), and which rows tell of a specially protected disease (schema/codes/special-disease.ts). Raise it when
 * one of them changes: rows that were imported under another version would be answered wrongly, so the platform refuses to
 * start until they are imported again.
 */
export const RULES_VERSION = 2;
