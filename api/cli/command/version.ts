import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageFile = join(dirname(fileURLToPath(import.meta.url)), '../../../../package.json');

/** The version of the platform, as package.json states it. */
export const version: string = (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }).version;
