import { readFileSync } from 'node:fs';
import type { JWK } from 'jose';

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

/** Employees whose smart cards the stand-in has, with their private keys: of the demo's own accounts alone. */
export type KnownStaff = readonly { readonly code: string; readonly role: string; readonly jwk: JWK }[];

/** @param path of a list of codes and roles, each with the path of its private key */
export function readStaff(path: string | undefined): KnownStaff {
  if (path === undefined) return [];
  const listed = JSON.parse(readFileSync(path, 'utf8')) as { code: string; role: string; keyPath: string }[];
  return listed.map(({ code, role, keyPath }) => ({
    code,
    role,
    jwk: JSON.parse(readFileSync(keyPath, 'utf8')) as JWK,
  }));
}
