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
  operator: field(
    digest,
    'commitment to who asked: SHA-256 of a secret opening and the staff number at the recipient, hex',
  ),
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
    'PASSKEY_ADDED or PASSKEY_REMOVED; of an account of staff ADDED or DISABLED; of a key ADDED or RETIRED; of a product REGISTERED, CHANGED or ENDED; of a member INVITED, JOINED, ADDED, ROLES or DISABLED',
  ),
  format: field(code, 'the format of the export: JSON or CSV'),
  supersededBy: field(handle, 'handle of the newer grant'),
  version: field(count, 'version of the agreement, of the catalogue, or of the account of a member'),
  purposes: field(listOf(record), 'the purposes that the agreement permits'),
  from: field(day, 'the day on which the agreement came into force'),
  until: field(nullOr(day), 'the last day of the agreement; null if it has no end'),
  document: field(digest, 'SHA-256 of the sealed agreement on paper, hex'),
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
  confirmedBy: field(handle, 'handle of the officer who confirmed it, or of the member who confirmed a key'),
  raises: field(listOf(raised), 'items whose level a catalogue version raises'),
  awaits: field(code, 'GUARDIAN: the grant begins when a guardian confirms it'),
  application: field(handle, 'handle of the near relative’s application, or of an institution’s'),
  relation: field(code, 'the relation of the relative to the deceased'),
  reviewers: field(listOf(handle), 'handles of the two reviewers who approved it'),
  confirmed: field(
    listOf(confirmed),
    'items that the person confirmed again, each with the catalogue version',
  ),
  member: field(handle, 'handle of the member of an institution whose account it is'),
  by: field(handle, 'handle of the member who did it'),
  roles: field(listOf(code), 'the roles of the member: OWNER, DEVELOPER, HANDLER, AUDITOR'),
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
    'SHA-256 of the terms of a product, of the letter that appoints a member, or of the content of an entry that could not be published, hex',
  ),
} as const satisfies Record<string, Field>;

export type EntryField = keyof typeof ENTRY_FIELDS;
