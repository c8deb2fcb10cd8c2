/**
 * Settings of production for a platform whose services are on the loopback. What is left out depends on the test: the
 * services' URLs, the database, and the pinned keys.
 */
export const PRODUCTION: Readonly<Record<string, string>> = {
  NODE_ENV: 'production',
};
