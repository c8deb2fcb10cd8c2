/**
 * An array of PostgreSQL as text, for a parameter (MikroORM would spread an array): of ids, numbers or whatever else needs
 * no quotes, or has them.
 */
export const arrayOf = (values: readonly string[]): string => `{${values.join(',')}}`;
