import { ENTRY_FIELDS, type EntryField } from './entry-fields.js';

/** An entry as the log hashes and publishes it. */
export type Entry = Readonly<Record<string, unknown>> & {
  readonly v: number;
  readonly kind: string;
  readonly at: string;
};

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
  DISCLOSURE: { description: 'a grant was used', fields: [...USE, 'previousUse'], optional: ['operator'] },
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
    description: 'an agreement was applied, by a file or by officers',
    fields: ['recipient', 'version', 'purposes'],
    optional: ['from', 'until', ...BY_OFFICERS, 'document'],
  },
  PRODUCT_REGISTERED: {
    description: 'a product was registered, changed or ended',
    fields: ['recipient', 'product', 'change', 'digest'],
  },
  KEY_CHANGED: {
    description: 'a recipient has a new key, or one less; a key never comes back',
    fields: ['recipient', 'thumbprint', 'change'],
    optional: ['by', 'confirmedBy'],
  },
  RECIPIENT_SUSPENDED: {
    description: 'officers suspended or froze a recipient',
    fields: ['recipient', 'why', ...BY_OFFICERS],
  },
  RECIPIENT_REINSTATED: {
    description: 'officers reinstated a recipient or lifted its freeze',
    fields: ['recipient', 'why', ...BY_OFFICERS],
  },
  RECIPIENT_ACTIVATED: {
    description: 'officers activated an institution that had applied',
    fields: ['recipient', ...BY_OFFICERS],
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
  MEMBER_CHANGED: {
    description: 'the account of a member of an institution was added or changed',
    fields: ['member', 'roles', 'change', 'version'],
    optional: ['recipient', 'by', 'proposedBy', 'confirmedBy', 'application', 'digest'],
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
