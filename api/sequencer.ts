import { Client } from 'pg';
import type { Logger } from 'pino';
import type { Log } from '../consent/ledger/log.js';
import type { Offer } from '../consent/ledger/offers.js';
import { Sequencer, type SequencerEvent } from '../consent/ledger/sequencer.js';
import { noteSigner, noteVerifier, verifierKey } from '../consent/ledger/signed-note.js';
import { Witnesses } from '../consent/ledger/witness.js';
import type { EvidenceKey } from './callers/evidence-keys.js';
import type { Config } from './config.js';

/** What the log's signatures are verified by, the key that signs now first. */
export const logVerifierKeys = ({ logOrigin }: Config, keys: readonly EvidenceKey[]): string[] =>
  keys.map(({ publicKey }) => verifierKey(noteVerifier(logOrigin, publicKey)));

/** The sequencer of this process, with every key that is not retired: who knows an older one only can go on. */
export function createSequencer(
  { logOrigin, logWitnesses }: Config,
  keys: readonly EvidenceKey[],
  ledgerUrl: string,
  published: Log,
  log: Logger,
): Sequencer {
  const witnesses = new Witnesses(logWitnesses, (from, to) => published.consistencyPath(from, to));
  return new Sequencer({
    connect: async () => {
      const client = new Client({ connectionString: ledgerUrl, application_name: 'assent sequencer' });
      await client.connect();
      return client;
    },
    origin: logOrigin,
    signers: keys.flatMap(({ privateKey }) => (privateKey ? [noteSigner(logOrigin, privateKey)] : [])),
    ...(logWitnesses.length > 0 && { witnessed: witnessedBy(witnesses, log) }),
    report: reportTo(log),
  });
}

const reportTo = (log: Logger) => (event: SequencerEvent) => {
  if (event.event === 'ACTIVE') log.info('this process sequences the ledger');
  if (event.event === 'FAILED')
    log.warn({ err: event.error }, 'sequencing the ledger failed and begins anew');
};

/** Offers checkpoints, and says when a witness stops cosigning or begins again, not each time. */
function witnessedBy(witnesses: Witnesses, log: Logger): Offer {
  let silent = new Map<string, string>();
  return async (note, stopping) => {
    const offered = await witnesses.offer(note, stopping);
    const now = new Map(offered.withheld.map(({ witness, reason }) => [witness, reason]));
    for (const [witness, reason] of now)
      if (silent.get(witness) !== reason) log.warn({ witness, reason }, 'a witness does not cosign the log');
    for (const witness of silent.keys())
      if (!now.has(witness)) log.info({ witness }, 'a witness cosigns the log again');
    silent = now;
    return offered.note;
  };
}
