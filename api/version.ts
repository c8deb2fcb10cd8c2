import { readFileSync } from 'node:fs';

/** The version in package.json, which is two directories up from what is built. */
export const VERSION: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
