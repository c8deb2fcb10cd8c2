import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Tests run compiled, from dist/test; what they read of the project stands beside its source. */
export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));

export const projectFile = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
