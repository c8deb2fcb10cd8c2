import { Client } from 'pg';
import type { Logger } from 'pino';
import { Sequencer, type SequencerEvent } from '../consent/ledger/sequencer.js';
import { noteSigner, noteVerifier, verifierKey } from '../consent/ledger/signed-note.js';
import type { EvidenceKey } from './callers/evidence-keys.js';
import type { Config } from './config.js';

/** What the log's signatures are verified by, the key that signs now first. */
export const logVerifierKeys = ({ logOrigin }: Config, keys: readonly EvidenceKey[]): string[] =>
  keys.map(({ publicKey }) => verifierKey(noteVerifier(logOrigin, publicKey)));

/** The sequencer of this process, with every key that is not retired: who knows an older one only can go on. */
export function createSequencer(
  { logOrigin }: Config,
  keys: readonly EvidenceKey[],
  ledgerUrl: string,
  log: Logger,
): Sequencer {
  return new Sequencer({
    connect: async () => {
      const client = new Client({ connectionString: ledgerUrl, application_name: 'assent sequencer' });
      await client.connect();
      return client;
    },
    origin: logOrigin,
    signers: keys.flatMap(({ privateKey }) => (privateKey ? [noteSigner(logOrigin, privateKey)] : [])),
    report: reportTo(log),
  });
}

const reportTo = (log: Logger) => (event: SequencerEvent) => {
  if (event.event === 'ACTIVE') log.info('this process sequences the ledger');
  if (event.event === 'FAILED')
    log.warn({ err: event.error }, 'sequencing the ledger failed and begins anew');
};
