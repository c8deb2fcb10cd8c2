import type { Client } from 'pg';
import { executorOf } from '../../../consent/database/executor.js';
import { signCheckpoint } from '../../../consent/ledger/format/checkpoint.js';
import { EMPTY_ROOT } from '../../../consent/ledger/format/merkle.js';
import { noteSigner } from '../../../consent/ledger/format/signed-note.js';
import { holdsSeen, missingEvents, readHead } from '../../../consent/ledger/log/seen.js';
import { witnessedSize } from '../../../consent/ledger/log/witness.js';
import type { LostEvents } from '../../../consent/maintenance/recover.js';
import { SeenFile } from '../../background/seen-file.js';
import type { Config } from '../../config.js';
import type { OpenDatabase } from '../../database/open.js';
import { onConnection } from './as-owner.js';

/** The database was restored to a moment before what this host, or a witness, has seen. */
export class PastDatabase extends Error {
  override readonly name = 'PastDatabase';

  constructor(entries: number, seen: string) {
    super(
      `数据库被恢复到了较早的时刻：之后用过、撤回过的授权会重新生效。 This database is of an earlier moment: its log has ${entries} ` +
        `entries, and ${seen}. Grants that were used or revoked since would be open again, so nothing is served. ` +
        'Bring back the database as it was, or see “After a restore” in docs/operations.md (assent recover).',
    );
  }
}

/** What is known of entries that the database has lost. */
export interface Loss extends LostEvents {
  readonly seen: string;
  /** Kinds of lost entries with their number, and what has to be done again by hand. */
  readonly lostKinds: ReadonlyMap<string, number>;
  readonly byHand: readonly string[];
}

const byOwner = <T>({ ownerUrl }: OpenDatabase, work: (client: Client) => Promise<T>): Promise<T> =>
  onConnection(ownerUrl, 'assent log', work);

/** @throws PastDatabase */
export async function assertPresent(config: Config, database: OpenDatabase): Promise<void> {
  const loss = await lossOf(config, database);
  if (loss)
    throw new PastDatabase(
      (await byOwner(database, (client) => readHead(executorOf(client)))).size,
      loss.seen,
    );
}

/** Compares the database with what this host has seen and with what the witnesses have cosigned. @returns null: all is there */
export const lossOf = (config: Config, database: OpenDatabase): Promise<Loss | null> =>
  byOwner(database, async (client) => {
    const executor = executorOf(client);
    const file = new SeenFile(config.varDir, database.deployment);
    const seen = await file.read();
    const head = await readHead(executor);
    const witnessed = await largestWitnessed(config, database, head);
    const here = seen === null || (await holdsSeen(executor, seen));
    if (here && witnessed <= head.size) return null;

    const events = await file.events();
    const missing = await missingEvents(executor, events);
    // The journal tells all of it if it begins before the loss and no witness has seen more than this host.
    const complete = missing.length < events.length && witnessed <= Math.max(seen?.size ?? 0, head.size);
    const most = Math.max(seen?.size ?? 0, witnessed);
    const kinds = Map.groupBy(missing, ({ kind }) => kind);
    return {
      seen: here ? `a witness has cosigned ${witnessed}` : `this host has seen ${most}`,
      leaves: Math.max(most - head.size, 0),
      grants: complete ? [...new Set(missing.flatMap(({ grant }) => grant ?? []))] : null,
      recipients: (kinds.get('RECIPIENT_SUSPENDED') ?? []).flatMap(({ recipient }) => recipient ?? []),
      lostKinds: new Map([...kinds].map(([kind, ones]) => [kind, ones.length])),
      byHand: missing.flatMap(({ kind, detail, recipient }) =>
        BY_HAND[kind] ? [`${BY_HAND[kind]} ${detail ?? recipient ?? ''}`.trim()] : [],
      ),
    };
  });

/** What assent recover can't do again by itself. */
const BY_HAND: Readonly<Record<string, string>> = {
  PERSON_ERASED: 'erase again the person whose number in assent.person is',
  STAFF_CHANGED: 'change again the staff account',
  MEMBER_CHANGED: 'change again the account of a member of an institution',
  AGREEMENT_CHANGED: 'apply again the agreement of',
  RECIPIENT_SUSPENDED: 'two officers suspend again the recipient',
  RECIPIENT_REINSTATED: 'two officers reinstate again the recipient',
  CATALOGUE_PUBLISHED: 'two officers publish again the catalogue version',
  AUTHENTICATOR_CHANGED: 'a person has added or removed a passkey, and must do so again',
};

/** The largest size that a witness knows; 0 if none is configured or tells. */
async function largestWitnessed(
  { logWitnesses, logOrigin }: Config,
  { keys }: OpenDatabase,
  { size, root }: { readonly size: number; readonly root: string | null },
): Promise<number> {
  const signers = keys.log.flatMap(({ privateKey }) =>
    privateKey ? [noteSigner(logOrigin, privateKey)] : [],
  );
  if (logWitnesses.length === 0 || signers.length === 0) return 0;
  const head = { origin: logOrigin, size, root: root === null ? EMPTY_ROOT : Buffer.from(root, 'hex') };
  const note = signCheckpoint(head, signers);
  const sizes = await Promise.all(logWitnesses.map((witness) => witnessedSize(witness, note)));
  return Math.max(0, ...sizes.map((known) => known ?? 0));
}
