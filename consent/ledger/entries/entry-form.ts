import {
  type Check,
  code,
  confirmed,
  count,
  day,
  delivered,
  digest,
  evidence,
  handle,
  itemCode,
  listOf,
  minute,
  nullOr,
  raised,
  record,
  uuid,
} from './field-checks.js';

/** The version of the entry format. It tells a verifier how to check an entry (docs/ledger.md). */
export const ENTRY_VERSION = 2;

/** An entry as the log hashes and publishes it. */
export type Entry = Readonly<Record<string, unknown>> & {
  readonly v: number;
  readonly kind: string;
  readonly at: string;
};

interface Field {
  readonly check: Check;
  /** The text about the field in docs/ledger.md. */
  readonly description: string;
}

const field = (check: Check, description: string): Field => ({ check, description });

/** Stands for a digest that never came: whether data was released is not known. */
const MISSED = 'MISSED';

/** Every field that an entry can have. No field names a person: `subject` is a commitment. */
export const ENTRY_FIELDS = {
  v: field((value) => value === ENTRY_VERSION, 'the version of this format'),
  kind: field(code, 'the kind of event'),
  at: field(minute, 'the minute in which it happened, by the database’s clock, in UTC'),
  moment: field(handle, 'handle of the exact time and, if the entry names it, of the exact end of the grant'),
  subject: field(nullOr(digest), 'commitment to the person or provider: SHA-256 of opening and number, hex'),
  nonce: field(uuid, 'the nonce of a commitment that belongs to no grant'),
  grant: field(handle, 'handle of the grant'),
  disclosure: field(handle, 'handle of the disclosure'),
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
  responseDigest: field(
    (value) => value === MISSED || nullOr(digest)(value),
    'SHA-256 of the disclosed data, hex; null if there was none; MISSED if it never came, as after a crash',
  ),
  noticeDigest: field(digest, 'SHA-256 of the notice that the person saw, hex'),
  recordsFrom: field(nullOr(day), 'first day of the records'),
  recordsTo: field(nullOr(day), 'last day of the records'),
  validUntil: field(minute, 'end of the grant, at the next full minute'),
  catalogueVersion: field(count, 'version of the catalogue'),
  strength: field(code, 'the strength of the person’s authentication'),
  revocationEpoch: field(
    count,
    'how often the grant was revoked, superseded, suspended or reinstated before',
  ),
  channel: field(code, 'ONLINE or COUNTER'),
  role: field(code, 'the role of the grantor: SELF, GUARDIAN, AGENT, LEGAL_REP; or that of the employee'),
  refusal: field(code, 'code of the refusal'),
  repeated: field(count, 'the number of equal refusals since the previous entry about them'),
  why: field(
    code,
    'the reason: RETRY of an idempotency key or PAGE; PREVIEW of what an approval would give; or why a grant or recipient was suspended or reinstated',
  ),
  change: field(
    code,
    'PASSKEY_ADDED or PASSKEY_REMOVED; of an account of staff ADDED or DISABLED; of a key ADDED or RETIRED; of a product REGISTERED, CHANGED or ENDED',
  ),
  format: field(code, 'the format of the export: JSON or CSV'),
  supersededBy: field(handle, 'handle of the newer grant'),
  version: field(count, 'version of the agreement, or of the catalogue'),
  purposes: field(listOf(record), 'the purposes that the agreement permits'),
  session: field(handle, 'handle of the session at the counter'),
  counter: field(handle, 'handle of the counter'),
  clerk: field(handle, 'handle of the clerk who served there'),
  reviewer: field(nullOr(handle), 'handle of the reviewer; null where one clerk is enough'),
  identifiedBy: field(code, 'the means of identification at the counter: EVOUCHER or CARD'),
  evidence: field(evidence, 'SHA-256 of the documents, the signature and the notice, hex'),
  power: field(
    nullOr(handle),
    'handle of the SHA-256 of the power of attorney, hex; null if the person acts for themselves',
  ),
  act: field(handle, 'handle of the officers’ act'),
  proposedBy: field(handle, 'handle of the officer who proposed it'),
  confirmedBy: field(handle, 'handle of the officer who confirmed it'),
  raises: field(listOf(raised), 'items whose level a catalogue version raises'),
  awaits: field(code, 'GUARDIAN: the grant begins when a guardian confirms it'),
  application: field(handle, 'handle of the near relative’s application'),
  relation: field(code, 'the relation of the relative to the deceased'),
  reviewers: field(listOf(handle), 'handles of the two reviewers who approved it'),
  confirmed: field(
    listOf(confirmed),
    'items that the person confirmed again, each with the catalogue version',
  ),
  staff: field(handle, 'handle of the employee who looked, or whose account it is'),
  minutes: field(
    digest,
    'SHA-256 of the minutes of the ceremony that enrolled one of the first two officers, hex',
  ),
  product: field(code, 'code of the product'),
  thumbprint: field(digest, 'SHA-256 thumbprint of a recipient’s public key (RFC 7638), hex'),
  looked: field(
    code,
    'what the employee looked at: GRANT, its DISCLOSURES, DISCLOSURE, APPROVAL, SESSION or APPLICATION',
  ),
  object: field(
    handle,
    'handle of what was looked at, of the request denied, of the approval returned, or of the objection',
  ),
  about: field(code, 'what an objection is about: a DISCLOSURE, a GRANT or a RECORD'),
  lost: field(count, 'the number of leaves that the log had shown and that are gone'),
  of: field(code, 'the kind of the entry that could not be published'),
  digest: field(
    digest,
    'SHA-256 of the terms of a product, or of the content of an entry that could not be published, hex',
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
const COUNTER_ACT = ['subject', 'nonce', ...AT_COUNTER] as const;
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

/** Every kind of entry, and its fields besides version, kind, minute and moment. */
export const ENTRY_KINDS = {
  GRANT_GIVEN: {
    description: 'a grant was given',
    fields: GRANT,
    optional: [...AT_COUNTER, 'reviewer', 'evidence', 'awaits'],
  },
  GRANT_REVOKED: { description: 'a grant was revoked', fields: GRANT, optional: AT_COUNTER },
  GRANT_SUPERSEDED: {
    description: 'a newer grant took the place of a grant',
    fields: [...GRANT, 'supersededBy'],
  },
  GRANT_SUSPENDED: { description: 'a grant was suspended', fields: GRANT, optional: ['why', 'act'] },
  GRANT_REINSTATED: {
    description: 'a grant, or items of it, were reinstated',
    fields: GRANT,
    optional: ['why', 'act', 'confirmed', ...AT_COUNTER, 'reviewer', 'evidence'],
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
    optional: ['role', 'why'],
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
  PRODUCT_REGISTERED: {
    description: 'a product was registered, changed or ended',
    fields: ['recipient', 'product', 'change', 'digest'],
  },
  KEY_CHANGED: {
    description: 'a recipient has a new key, or one less; a key never comes back',
    fields: ['recipient', 'thumbprint', 'change'],
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
  COUNTER_SESSION: { description: 'a session at a counter was opened', fields: COUNTER_ACT },
  COUNTER_DENIAL: {
    description: 'a person denied a request at a counter',
    fields: [...COUNTER_ACT, 'object'],
  },
  COUNTER_RETURN: {
    description: 'a reviewer returned an approval at a counter unconfirmed',
    fields: [...COUNTER_ACT, 'reviewer', 'object'],
  },
  STAFF_CHANGED: {
    description: 'an account of staff was added or disabled',
    fields: ['staff', 'role', 'change'],
    optional: ['proposedBy', 'confirmedBy', 'minutes'],
  },
  STAFF_LOOK: {
    description: 'an employee looked at a grant, a disclosure or a paper of a person',
    fields: ['subject', 'nonce', 'staff', 'role', 'looked', 'object'],
  },
  OBJECTION_FILED: {
    description: 'a person objected to a use, a grant or something of their record',
    fields: ['subject', 'nonce', 'about', 'object'],
  },
  OBJECTION_ANSWERED: {
    description: 'an officer answered an objection',
    fields: ['subject', 'nonce', 'about', 'object', 'staff', 'role'],
  },
  PERSON_ERASED: { description: 'a person was erased', fields: ['subject', 'nonce'] },
  LOG_RECOVERED: {
    description: 'the database was restored to an earlier moment, and goes on from there',
    fields: ['lost'],
  },
  SET_ASIDE: {
    description: 'an entry was written that could not be published; this one is in its place',
    fields: ['of', 'digest', 'why'],
    optional: ['grant', 'disclosure'],
  },
} as const satisfies Record<string, Kind>;

export type EntryKind = keyof typeof ENTRY_KINDS;

/** Checks an entry against the format. @returns each fault; an empty list if the entry is correct */
export function entryFaults(entry: Entry): string[] {
  const kind: Kind | undefined = Object.hasOwn(ENTRY_KINDS, entry.kind)
    ? ENTRY_KINDS[entry.kind as EntryKind]
    : undefined;
  if (!kind) return [`${entry.kind} is no kind of entry`];
  const wanted: readonly EntryField[] = ['v', 'kind', 'at', 'moment', ...kind.fields];
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
