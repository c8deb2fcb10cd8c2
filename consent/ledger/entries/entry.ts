import { canonicalJson } from '../../crypto/canonical-json.js';

/** The version of the entry format. It tells a verifier how to check an entry (docs/ledger.md). */
export const ENTRY_VERSION = 1;

type Check = (value: unknown) => boolean;

const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const nullOr =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const record: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

const uuid = matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const digest = matching(/^[0-9a-f]{64}$/);
const time = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
const day = matching(/^\d{4}-\d\d-\d\d$/);
const code = matching(/^[A-Z][A-Z0-9_-]*$/);
/** The code of a provider's item starts with its group: PROVIDER:BANK.BANKACCT. */
const itemCode = matching(/^[A-Z][A-Z0-9_]*(:[A-Z0-9_]+\.[A-Z0-9_]+)?$/);
const delivered: Check = (value) =>
  record(value) &&
  itemCode((value as Record<string, unknown>).item) &&
  code((value as Record<string, unknown>).delivery);

const evidence: Check = (value) => {
  const { documents, signature, notice } = (record(value) ? value : {}) as Record<string, unknown>;
  return listOf(digest)(documents) && digest(signature) && digest(notice);
};
const raised: Check = (value) =>
  record(value) &&
  itemCode((value as Record<string, unknown>).item) &&
  count((value as Record<string, unknown>).level);
const confirmed: Check = (value) =>
  record(value) &&
  itemCode((value as Record<string, unknown>).item) &&
  count((value as Record<string, unknown>).version);

interface Field {
  readonly check: Check;
  /** The text about the field in docs/ledger.md. */
  readonly description: string;
}

const field = (check: Check, description: string): Field => ({ check, description });

/** Every field that an entry can have. No field names a person: `subject` is a commitment. */
export const ENTRY_FIELDS = {
  v: field((value) => value === ENTRY_VERSION, 'the version of this format'),
  kind: field(code, 'the kind of event'),
  at: field(time, 'the time, by the database’s clock, in UTC'),
  subject: field(nullOr(digest), 'commitment to the person or provider: SHA-256 of opening and number, hex'),
  nonce: field(uuid, 'the nonce of a commitment that belongs to no grant'),
  grant: field(uuid, 'the grant'),
  disclosure: field(uuid, 'the disclosure'),
  recipient: field(code, 'code of the recipient'),
  purpose: field(code, 'code of the purpose'),
  items: field(
    listOf((value) => itemCode(value) || delivered(value)),
    'the items; with their delivery if they were disclosed',
  ),
  mode: field(code, 'ONE_TIME, LIMITED or MULTI_USE'),
  useNumber: field(count, 'k: the number of this use of the grant'),
  maxUses: field(nullOr(count), 'N: the number of uses of the grant; null for MULTI_USE'),
  maxUsesPerDay: field(nullOr(count), 'the cap on uses in one day, for MULTI_USE'),
  previousUse: field(nullOr(digest), 'the leaf hash of use k - 1 of the grant, hex; null for the first use'),
  operationDigest: field(digest, 'SHA-256 of operation and variables, hex'),
  responseDigest: field(nullOr(digest), 'SHA-256 of the disclosed data, hex; null if there was none'),
  noticeDigest: field(digest, 'SHA-256 of the notice that the person saw, hex'),
  recordsFrom: field(nullOr(day), 'first day of the records'),
  recordsTo: field(nullOr(day), 'last day of the records'),
  validUntil: field(time, 'end of the grant'),
  catalogueVersion: field(count, 'version of the catalogue'),
  strength: field(code, 'the strength of the person’s authentication'),
  revocationEpoch: field(count, 'how often the grant was revoked, suspended or reinstated before'),
  channel: field(code, 'ONLINE or COUNTER'),
  role: field(code, 'the role of the grantor: SELF, GUARDIAN, AGENT, LEGAL_REP'),
  refusal: field(code, 'code of the refusal'),
  repeated: field(count, 'the number of equal refusals since the previous entry about them'),
  why: field(
    code,
    'the reason: RETRY of an idempotency key or PAGE; or why a grant or recipient was suspended or reinstated',
  ),
  change: field(code, 'PASSKEY_ADDED or PASSKEY_REMOVED'),
  format: field(code, 'the format of the export: JSON or CSV'),
  version: field(count, 'version of the agreement, or of the catalogue'),
  purposes: field(listOf(record), 'the purposes that the agreement permits'),
  session: field(uuid, 'the session at the counter'),
  counter: field(code, 'code of the counter'),
  clerk: field(code, 'code of the clerk who served there'),
  reviewer: field(nullOr(code), 'code of the reviewer; null where one clerk is enough'),
  identifiedBy: field(code, 'the means of identification at the counter: EVOUCHER or CARD'),
  evidence: field(evidence, 'SHA-256 of the documents, the signature and the notice, hex'),
  power: field(
    nullOr(digest),
    'SHA-256 of the power of attorney, hex; null if the person acts for themselves',
  ),
  act: field(uuid, 'the officers’ act'),
  proposedBy: field(code, 'code of the officer who proposed it'),
  confirmedBy: field(code, 'code of the officer who confirmed it'),
  raises: field(listOf(raised), 'items whose level a catalogue version raises'),
  awaits: field(code, 'GUARDIAN: the grant begins when a guardian confirms it'),
  application: field(uuid, 'the near relative’s application'),
  relation: field(code, 'the relation of the relative to the deceased'),
  reviewers: field(listOf(code), 'codes of the two reviewers who approved it'),
  confirmed: field(
    listOf(confirmed),
    'items that the person confirmed again, each with the catalogue version',
  ),
} as const satisfies Record<string, Field>;

export type EntryField = keyof typeof ENTRY_FIELDS;

interface Kind {
  /** The text about the kind in docs/ledger.md. */
  readonly description: string;
  readonly fields: readonly EntryField[];
  /** Fields that only some entries of the kind have. */
  readonly optional?: readonly EntryField[];
}

const TERMS = [
  'purpose',
  'recipient',
  'items',
  'mode',
  'maxUses',
  'strength',
  'noticeDigest',
  'revocationEpoch',
] as const;
const GRANT: readonly EntryField[] = [
  ...(['subject', 'grant', ...TERMS, 'maxUsesPerDay', 'recordsFrom', 'recordsTo', 'validUntil'] as const),
  ...(['catalogueVersion', 'channel', 'role'] as const),
];
const AT_COUNTER = ['session', 'counter', 'clerk', 'identifiedBy', 'power'] as const;
const BY_OFFICERS = ['act', 'proposedBy', 'confirmedBy'] as const;
const USE: readonly EntryField[] = [
  ...([
    'subject',
    'grant',
    'disclosure',
    ...TERMS,
    'useNumber',
    'operationDigest',
    'responseDigest',
  ] as const),
];

/** Every kind of entry, and its fields besides version, kind and time. */
export const ENTRY_KINDS = {
  GRANT_GIVEN: {
    description: 'a grant was given',
    fields: GRANT,
    optional: [...AT_COUNTER, 'reviewer', 'evidence', 'awaits'],
  },
  GRANT_REVOKED: { description: 'a grant was revoked', fields: GRANT, optional: AT_COUNTER },
  GRANT_SUSPENDED: { description: 'a grant was suspended', fields: GRANT, optional: ['why', 'act'] },
  GRANT_REINSTATED: {
    description: 'a grant, or items of it, were reinstated',
    fields: GRANT,
    optional: ['why', 'act', 'confirmed'],
  },
  DISCLOSURE: { description: 'a grant was used', fields: [...USE, 'previousUse'] },
  REREAD: { description: 'the data of a use was read again', fields: [...USE, 'why'] },
  REFUSAL: {
    description: 'a use was refused',
    fields: ['subject', 'grant', 'purpose', 'recipient', 'refusal', 'items', 'repeated'],
  },
  AUTHENTICATOR_CHANGED: {
    description: 'a person added or removed a passkey',
    fields: ['subject', 'nonce', 'change'],
  },
  OWN_ACCESS: {
    description: 'an owner, or the guardian of a child, read their data',
    fields: ['subject', 'nonce', 'items', 'strength'],
    optional: ['role'],
  },
  RELATIVE_ACCESS: {
    description: 'a near relative read the record of a deceased person',
    fields: [
      ...(['subject', 'nonce', 'purpose', 'application', 'relation', 'reviewers'] as const),
      ...(['items', 'strength', 'useNumber', 'maxUses', 'responseDigest'] as const),
    ],
  },
  OWN_EXPORT: {
    description: 'an owner exported their own data',
    fields: ['subject', 'nonce', 'items', 'strength', 'format'],
  },
  AGREEMENT_CHANGED: {
    description: 'an agreement was applied',
    fields: ['recipient', 'version', 'purposes'],
  },
  RECIPIENT_SUSPENDED: {
    description: 'officers suspended or froze a recipient',
    fields: ['recipient', 'why', ...BY_OFFICERS],
  },
  RECIPIENT_REINSTATED: {
    description: 'officers reinstated a recipient or lifted its freeze',
    fields: ['recipient', 'why', ...BY_OFFICERS],
  },
  CATALOGUE_PUBLISHED: {
    description: 'officers published a catalogue version that raises levels',
    fields: ['version', 'raises', ...BY_OFFICERS],
  },
  COUNTER_SESSION: {
    description: 'a session at a counter was opened',
    fields: ['subject', 'nonce', ...AT_COUNTER],
  },
  PERSON_ERASED: { description: 'a person was erased', fields: ['subject', 'nonce'] },
} as const satisfies Record<string, Kind>;

export type EntryKind = keyof typeof ENTRY_KINDS;

/** An entry as the log hashes and publishes it. */
export type Entry = Readonly<Record<string, unknown>> & {
  readonly v: number;
  readonly kind: string;
  readonly at: string;
};

/** A row of the view `assent.ledger_sequence`. */
export interface EntryRow {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly grant_id: string | null;
  readonly disclosure_id: string | null;
  readonly content: Readonly<Record<string, unknown>>;
  readonly response_digest: string | null;
  /** The disclosure of the grant's previous use, for a DISCLOSURE. */
  readonly disclosure_before: string | null;
}

/** Kinds whose answer may hold data for somebody other than its owner. */
const DISCLOSING_KINDS = new Set(['DISCLOSURE', 'REREAD', 'RELATIVE_ACCESS']);

/**
 * Turns a row of the ledger into the entry that the log publishes.
 * @param previousUse leaf hash of the grant's previous use, for a DISCLOSURE
 */
export const entryOf = (row: EntryRow, previousUse: Uint8Array | null): Entry => ({
  ...row.content,
  v: ENTRY_VERSION,
  kind: row.kind,
  at: row.at,
  ...(row.grant_id && { grant: row.grant_id }),
  ...(row.disclosure_id && { disclosure: row.disclosure_id }),
  ...(DISCLOSING_KINDS.has(row.kind) && { responseDigest: row.response_digest }),
  ...(row.kind === 'DISCLOSURE' && { previousUse: previousUse && Buffer.from(previousUse).toString('hex') }),
});

/** Encodes an entry as the bytes of its leaf: canonical JSON (RFC 8785). */
export const entryBytes = (entry: Entry): Buffer => Buffer.from(canonicalJson(entry));

/** Checks an entry against the format. @returns each fault; an empty list if the entry is correct */
export function entryFaults(entry: Entry): string[] {
  const kind: Kind | undefined = Object.hasOwn(ENTRY_KINDS, entry.kind)
    ? ENTRY_KINDS[entry.kind as EntryKind]
    : undefined;
  if (!kind) return [`${entry.kind} is no kind of entry`];
  const wanted: readonly EntryField[] = ['v', 'kind', 'at', ...kind.fields];
  const known = new Set<string>([...wanted, ...(kind.optional ?? [])]);
  return [
    ...wanted.filter((name) => !Object.hasOwn(entry, name)).map((name) => `${name} is missing`),
    ...Object.keys(entry)
      .filter((name) => !known.has(name))
      .map((name) => `${name} has no place in ${entry.kind}`),
    ...Object.entries(entry)
      .filter(([name, value]) => known.has(name) && !ENTRY_FIELDS[name as EntryField].check(value))
      .map(([name]) => `${name} is malformed`),
  ];
}
