import { projectFile } from './project.js';

/** Test vectors of the specifications. Each file names its source. */
export const fixture = (name: string): any => JSON.parse(projectFile(`test/ledger/fixtures/${name}.json`));
