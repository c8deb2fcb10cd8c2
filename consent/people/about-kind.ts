export const ABOUT_KINDS = ['SELF', 'WARD', 'PROVIDER'] as const;
/** As whom a person decides: for themselves, as guardian of a ward, or as a provider’s legal representative. */
export type AboutKind = (typeof ABOUT_KINDS)[number];
