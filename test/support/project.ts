import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Tests run compiled in dist/test. The project files that they read are in the source directory. */
export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));

export const projectFile = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
