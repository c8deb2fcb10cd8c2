const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Checks an id before a query, because a malformed uuid would be an SQL error and abort the transaction. */
export const isUuid = (text: string): boolean => UUID.test(text);
