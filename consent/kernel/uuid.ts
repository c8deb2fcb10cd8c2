const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Checked before a query: a malformed uuid is an error that would abort the caller's transaction. */
export const isUuid = (text: string): boolean => UUID.test(text);
