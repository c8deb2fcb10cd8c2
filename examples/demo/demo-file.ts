import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Person } from '../clients/person-client.js';
import type { DemoRecipient } from './recipients.js';
import type { DemoStaff } from './staff.js';

/** This file runs compiled, from dist/examples/demo. */
const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));

interface Contents {
  readonly baseUrl: string;
  readonly standInUrl: string;
  readonly recipients: readonly DemoRecipient[];
  readonly staff: readonly DemoStaff[];
  /** The directory of people.json and providers.json. */
  readonly city: string;
}

const everybodyIn = (city: string): Person[] => JSON.parse(readFileSync(join(city, 'people.json'), 'utf8'));

export const peopleIn = (city: string): Person[] =>
  everybodyIn(city).map(({ certNo, name, mobile, tags, providerCode }) => ({
    certNo,
    name,
    mobile,
    tags,
    providerCode,
  }));

/** The last child with this tag, and the child's guardian. */
export function familyIn(city: string, tag: 'CHILD_UNDER_14' | 'CHILD_14_TO_17') {
  return familyOf(everybodyIn(city), (people) => people.findLast(({ tags }) => tags.includes(tag)));
}

/** The first child with this tag, and the child's guardian. */
export function firstFamilyIn(city: string, tag: 'CHILD_UNDER_14' | 'CHILD_14_TO_17') {
  return familyOf(everybodyIn(city), (people) => people.find(({ tags }) => tags.includes(tag)));
}

function familyOf(people: Person[], childIn: (people: Person[]) => Person | undefined) {
  const child = childIn(people);
  const guardian = people.find(({ wards }) => child?.psnNo && wards?.includes(child.psnNo));
  if (!child || !guardian)
    throw new Error('This city has no families: it was made by an earlier version. Make another one.');
  return { child, guardian };
}

/** Writes demo.json: what a tester needs to act as any participant. Paths are relative to the project's root. */
export function writeDemoFile(
  path: string,
  { baseUrl, standInUrl, recipients, staff, city }: Contents,
): void {
  const contents = {
    baseUrl,
    standInUrl,
    recipients: recipients.map(({ identity: { code, name, kind, clientId }, keyPath }) => ({
      code,
      name,
      kind,
      clientId,
      privateJwk: relative(projectRoot, keyPath),
    })),
    staff: staff.map(({ identity: { code, role }, keyPath }) => ({
      code,
      role,
      privateJwk: relative(projectRoot, keyPath),
    })),
    people: peopleIn(city),
    providers: JSON.parse(readFileSync(join(city, 'providers.json'), 'utf8')),
  };
  writeFileSync(path, `${JSON.stringify(contents, null, 2)}\n`);
}
