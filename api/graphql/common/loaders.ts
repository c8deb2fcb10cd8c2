import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import { validate as isUuid } from 'uuid';
import { type Classification, readCatalogueVersions } from '../../../consent/catalogue/classification.js';
import { newestRecords } from '../../../consent/catalogue/newest-records.js';
import { type SuspendedItem, suspendedItems } from '../../../consent/catalogue/suspended-items.js';
import { arrayLiteral } from '../../../consent/database/pg-array.js';
import { queryOn } from '../../../consent/database/transaction.js';
import { DisclosureRecord } from '../../../consent/gate/disclosure.js';
import { ConsentRequest } from '../../../consent/grants/consent-request.js';
import { Grant } from '../../../consent/grants/grant.js';
import { previousGrants } from '../../../consent/grants/requests-of-owner.js';
import { type GrantStatus, grantStatuses } from '../../../consent/grants/standing.js';
import { grantsToBeReplaced } from '../../../consent/grants/supersede.js';
import {
  findEntries,
  findGrantEvents,
  type RecordedEntry,
} from '../../../consent/ledger/entries/find-entries.js';
import { type Capacity, type Ward, wardsOf } from '../../../consent/people/guardianship.js';
import { type RepresentedProvider, representedNames } from '../../../consent/people/subject.js';
import type { AgreementTerms } from '../../../consent/recipients/agreement.js';
import { type DirectoryEntry, readDirectory } from '../../../consent/recipients/directory.js';
import { findAgreement } from '../../../consent/recipients/find-recipient.js';
import { Recipient } from '../../../consent/recipients/recipient.js';

type Found<T> = DataLoader<string, T | null>;

/** Loaders of one request. They fetch what the rows of a list refer to in one query for all rows. */
export interface Loaders {
  readonly recipient: Found<Recipient>;
  readonly grant: Found<Grant>;
  readonly grantStatus: Found<GrantStatus>;
  readonly request: Found<ConsentRequest>;
  readonly grantOfRequest: Found<Grant>;
  /** the id of the grant that ends when a request is granted. */
  readonly replaced: Found<string>;
  /** The id of the last grant to the same recipient for the same purpose, by the id of a request. */
  readonly previous: Found<string>;
  readonly suspendedItems: DataLoader<string, readonly SuspendedItem[]>;
  readonly disclosure: Found<DisclosureRecord>;
  /** Ledger entries: of all that happened to a grant from when it was given, of a disclosure, and of a re-reading. */
  readonly grantEvents: DataLoader<string, readonly RecordedEntry[]>;
  readonly disclosureEntry: Found<RecordedEntry>;
  readonly rereadEntry: Found<RecordedEntry>;
  /** By the code of the recipient. */
  readonly agreement: Found<AgreementTerms>;
  readonly directory: Found<DirectoryEntry>;
  /** Every version of the catalogue, oldest first, whatever the key. */
  readonly catalogueVersions: DataLoader<string, readonly Classification[]>;
  /** Up to which moment a table of the data center shows its source, by the table. */
  readonly dataAsOf: Found<Date>;
  /** whether a grant waits for a guardian's confirmation, by the id of the grant. */
  readonly awaitsGuardian: DataLoader<string, boolean>;
  /** the legal capacity of a person, by the number of the person. */
  readonly capacity: Found<Capacity>;
  /** For whom a person acts today, by the number of the person. */
  readonly wards: DataLoader<string, readonly Ward[]>;
  readonly represented: DataLoader<string, readonly RepresentedProvider[]>;
}

function inOrder<T>(keys: readonly string[], rows: readonly T[], keyOf: (row: T) => string): (T | null)[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.map((key) => byKey.get(key) ?? null);
}

/** Ids come from clients. One that is not a UUID matches nothing, and PostgreSQL would fail to cast it. */
const byId = <T extends { id: string }>(find: (ids: string[]) => Promise<T[]>): Found<T> =>
  new DataLoader(async (ids) => {
    const wanted = ids.map((id) => id.toLowerCase());
    return inOrder(wanted, await find(wanted.filter((id) => isUuid(id))), ({ id }) => id);
  });

const entries = (em: EntityManager, kind: 'GRANT_GIVEN' | 'DISCLOSURE' | 'REREAD'): Found<RecordedEntry> =>
  new DataLoader(async (ids) => {
    const found = await findEntries(queryOn(em), kind, ids);
    return ids.map((id) => found.get(id) ?? null);
  });

async function awaitingGuardian(em: EntityManager, grantIds: readonly string[]): Promise<boolean[]> {
  const rows = await queryOn(em).query(
    `SELECT g.id::text AS id FROM assent.guarded_grant n JOIN assent.consent_grant g ON g.id = n.grant_id
     WHERE g.id = ANY($1::uuid[]) AND n.awaits_since IS NOT NULL AND assent.grant_status(g, assent.now()) = 'SUSPENDED'`,
    [arrayLiteral(grantIds)],
  );
  const waiting = new Set(rows.map(({ id }) => id));
  return grantIds.map((id) => waiting.has(id));
}

async function capacities(em: EntityManager, personIds: readonly string[]): Promise<(Capacity | null)[]> {
  const rows = await queryOn(em).query(
    'SELECT assent.capacity(id) AS capacity FROM unnest($1::bigint[]) WITH ORDINALITY AS asked (id, at) ORDER BY at',
    [arrayLiteral(personIds)],
  );
  return rows.map(({ capacity }) => capacity as Capacity | null);
}

export const createLoaders = (em: EntityManager): Loaders => ({
  recipient: new DataLoader(async (codes) =>
    inOrder(codes, await em.find(Recipient, { code: { $in: [...codes] } }), ({ code }) => code),
  ),
  grant: byId((ids) => em.find(Grant, { id: { $in: ids } })),
  grantStatus: new DataLoader(async (ids) => {
    const statuses = await grantStatuses(queryOn(em), ids);
    return ids.map((id) => statuses.get(id) ?? null);
  }),
  request: byId((ids) => em.find(ConsentRequest, { id: { $in: ids } })),
  grantOfRequest: new DataLoader(async (ids) =>
    inOrder(ids, await em.find(Grant, { requestId: { $in: [...ids] } }), ({ requestId }) => requestId),
  ),
  replaced: new DataLoader(async (ids) => {
    const found = await grantsToBeReplaced(queryOn(em), ids);
    return ids.map((id) => found.get(id) ?? null);
  }),
  previous: new DataLoader(async (ids) => {
    const found = await previousGrants(queryOn(em), ids);
    return ids.map((id) => found.get(id) ?? null);
  }),
  suspendedItems: new DataLoader(async (grantIds) => {
    const waiting = await suspendedItems(queryOn(em), grantIds);
    return grantIds.map((id) => waiting.get(id) ?? []);
  }),
  disclosure: byId((ids) => em.find(DisclosureRecord, { id: { $in: ids } })),
  grantEvents: new DataLoader(async (ids) => {
    const found = await findGrantEvents(queryOn(em), ids);
    return ids.map((id) => found.get(id) ?? []);
  }),
  disclosureEntry: entries(em, 'DISCLOSURE'),
  rereadEntry: entries(em, 'REREAD'),
  agreement: new DataLoader((codes) => Promise.all(codes.map((code) => findAgreement(queryOn(em), code)))),
  directory: new DataLoader(async (codes) =>
    inOrder(codes, await readDirectory(queryOn(em), codes), ({ code }) => code),
  ),
  catalogueVersions: new DataLoader(async (keys) => {
    const versions = await readCatalogueVersions(queryOn(em));
    return keys.map(() => versions);
  }),
  dataAsOf: new DataLoader(async (tables) => {
    const newest = await newestRecords(queryOn(em));
    return tables.map((table) => newest.get(table) ?? null);
  }),
  awaitsGuardian: new DataLoader((ids) => awaitingGuardian(em, ids)),
  capacity: new DataLoader((ids) => capacities(em, ids)),
  wards: new DataLoader((ids) => Promise.all(ids.map((id) => wardsOf(queryOn(em), id)))),
  represented: new DataLoader((ids) => Promise.all(ids.map((id) => representedNames(queryOn(em), id)))),
});

/** Loads the records of one page of past disclosures, in the order of the ids. */
export const disclosureList =
  ({ em }: { em: EntityManager }) =>
  async (ids: readonly string[]): Promise<readonly (DisclosureRecord | null)[]> =>
    inOrder(ids, await em.find(DisclosureRecord, { id: { $in: [...ids] } }), ({ id }) => id);
