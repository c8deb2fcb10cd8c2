/**
 * A PostgreSQL array literal, for one text parameter (MikroORM would spread a JavaScript array into many parameters).
 * The values must need no quotes, like ids and numbers, or be quoted already.
 */
export const arrayLiteral = (values: readonly string[]): string => `{${values.join(',')}}`;
