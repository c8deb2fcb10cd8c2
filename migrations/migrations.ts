import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordViews } from './record-views.js';

/** One file of SQL with the names of this database's roles filled in. */
export interface SqlFile {
  readonly name: string;
  readonly sql: string;
}

/**
 * The roles beside the owner, by their placeholder in the SQL (`:gate`), and whether one can connect as it. A process that
 * serves the API holds several, each on connections of its own: whoever gets the password of one has no more than its part.
 */
export const ROLES = {
  /** Takes uses and records accesses, by functions that write the entry. It reads no personal table. */
  gate: 'LOGIN',
  /** Reads the views of the schema `record`, which show what a committed entry opens. It writes nothing. */
  reader: 'LOGIN',
  /** Lists and commands of requests, grants and agreements. */
  consent: 'LOGIN',
  /** Challenges, proofs, passkeys and tickets. */
  identity: 'LOGIN',
  /** Sends messages to people. */
  dispatch: 'LOGIN',
  /** Imports into the data asset center. */
  import: 'LOGIN',
  /** Sequences the ledger: adds to the log and changes nothing else. */
  ledger: 'LOGIN',
  /** Owns the views of the schema `record`. Nobody connects as it. */
  record: 'NOLOGIN',
} as const satisfies Record<string, 'LOGIN' | 'NOLOGIN'>;

export type Role = keyof typeof ROLES;
export type LoginRole = { [R in Role]: (typeof ROLES)[R] extends 'LOGIN' ? R : never }[Role];

export const ROLE_NAMES = Object.keys(ROLES) as Role[];
export const isLoginRole = (role: Role): role is LoginRole => ROLES[role] === 'LOGIN';
export const LOGIN_ROLES = ROLE_NAMES.filter(isLoginRole);

/** What each role is called in this database; `owner` owns and migrates. */
export type Roles = Readonly<Record<'owner' | Role, string>>;

/** The schema as the SQL beside this file describes it. */
export interface Schema {
  /** Versioned steps of the tables, in order. */
  readonly tables: readonly SqlFile[];
  /** The current text of functions, triggers, policies, views and privileges, in the order in which it is applied. */
  readonly code: readonly SqlFile[];
}

// The SQL stands beside this file's source, not beside its compiled form.
const directory = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'migrations');

/** Files of code/, each after those whose functions it needs to be created. */
const CODE_ORDER = [
  'limits',
  'clock',
  'append-only',
  'people',
  'staff',
  'guards',
  'grant-standing',
  'guardianship',
  'identity-review',
  'grant-invariants',
  'giving',
  'ledger-entry',
  'ledger',
  'members',
  'superseding',
  'redirect',
  'recipient-keys',
  'software',
  'account-counts',
  'log',
  'row-security',
  'protected-marking',
  'imports',
  'access/redeem',
  'access/reread',
  'access/response-digest',
  'access/own-record',
  'access/preview',
  'access/export',
  'access/ward',
  'access/relative',
  'authentication',
  'counter',
  'applications',
  'supervision',
  'approved-agreements',
  'access/grant-facts',
  'notifications',
  'recipient-feed',
  'recovery',
  'timeline',
  'objections',
];

/** Its views are created by a role that needs its privileges for that, so it comes after privileges.sql. */
const RECORD = 'record';

const sqlIn = (...path: string[]) =>
  readdirSync(join(directory, ...path))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();

const quoted = (identifier: string) => `"${identifier.replaceAll('"', '""')}"`;

/** Reads the SQL, adds the views that follow from the item declarations, and fills in the role placeholders. */
export function loadSchema(roles: Roles): Schema {
  const placeholder = new RegExp(`(?<![:\\w]):(owner|${ROLE_NAMES.join('|')})\\b`, 'g');
  const read = (path: string): SqlFile => ({
    name: path,
    sql: readFileSync(join(directory, `${path}.sql`), 'utf8')
      .replace(/^:views$/m, recordViews)
      .replace(placeholder, (_, role: keyof Roles) => quoted(roles[role])),
  });
  const present = [...sqlIn('code'), ...sqlIn('code', 'access').map((name) => `access/${name}`)];
  const unlisted = present.filter((name) => ![...CODE_ORDER, RECORD].includes(name));
  if (unlisted.length > 0) throw new Error(`CODE_ORDER does not list ${unlisted.join(', ')}.`);
  return {
    tables: sqlIn('tables').map((name) => ({ ...read(join('tables', name)), name })),
    code: [
      ...CODE_ORDER.map((name) => read(join('code', name))),
      read('privileges'),
      read(join('code', RECORD)),
    ],
  };
}

/** Tells whether a step says the same as when it was applied; its comments and spaces may change. */
export const digestOfStep = ({ sql }: SqlFile): string =>
  hash('sha256', sql.replace(/--[^\n]*/g, '').replace(/\s+/g, ' '));

/** @param declared what the engine declares and the migration stores beside the code */
export const digestOfCode = (code: readonly SqlFile[], declared: unknown): string =>
  hash('sha256', JSON.stringify([declared, code.map(({ name, sql }) => [name, sql])]));
