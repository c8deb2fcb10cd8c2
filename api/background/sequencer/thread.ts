// The thread that api/background/sequencer/sequencer-thread.ts starts: runs the sequencer until it is told to stop.

import { parentPort, workerData } from 'node:worker_threads';
import { Client } from 'pg';
import { noteSigner } from '../../../consent/ledger/format/signed-note.js';
import { Sequencer, type SequencerEvent } from '../../../consent/ledger/log/sequencer.js';
import { describeError } from '../../logger.js';
import type { SequencerReport } from './report.js';
import type { SequencerSettings } from './settings.js';
import { offerTo } from './witnessing.js';

const { origin, keys, witnesses, ledgerUrl } = workerData as SequencerSettings;
const port = parentPort!;
const tell = (report: SequencerReport) => port.postMessage(report);

const connect = async () => {
  const client = new Client({ connectionString: ledgerUrl, application_name: 'assent sequencer' });
  await client.connect();
  // A broken connection rejects what is under way; without a listener it would end the process.
  client.on('error', () => undefined);
  return client;
};

function report(event: SequencerEvent): void {
  if (event.event === 'ACTIVE') tell({ event: 'ACTIVE' });
  // Here, while it still is what the database threw: a copy in another thread is any error.
  if (event.event === 'FAILED') tell({ event: 'FAILED', failure: describeError(event.error) });
}

const sequencer = new Sequencer({
  connect,
  origin,
  signers: keys.flatMap(({ privateKey }) => (privateKey ? [noteSigner(origin, privateKey)] : [])),
  ...(witnesses.length > 0 && { cosign: offerTo(witnesses, connect, tell) }),
  report,
});
sequencer.start();
// Any message says stop. A witness that still answers is not waited for.
port.once('message', async () => {
  await sequencer.stop();
  process.exit();
});
