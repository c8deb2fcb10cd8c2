import { projectFile } from './project.js';

/** Test vectors of the specifications; every file names where they come from. */
export const fixture = (name: string): any => JSON.parse(projectFile(`test/ledger/fixtures/${name}.json`));
