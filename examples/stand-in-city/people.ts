import { readFileSync } from 'node:fs';

/** People whom the pages of the stand-in city offer, so that a newcomer need not type a number. */
export type KnownPeople = readonly KnownPerson[];

export interface KnownPerson {
  readonly name: string;
  readonly certNo: string;
  readonly mobile: string | null;
  /** What they are for in the demo, as 成年人. */
  readonly role: string;
}

export const readPeople = (path: string | undefined): KnownPeople =>
  path === undefined ? [] : (JSON.parse(readFileSync(path, 'utf8')) as KnownPeople);
