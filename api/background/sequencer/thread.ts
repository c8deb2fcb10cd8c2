// The thread that api/background/sequencer/sequencer-thread.ts starts: runs the sequencer until it is told to stop.

import { parentPort, workerData } from 'node:worker_threads';
import { Client } from 'pg';
import { noteSigner } from '../../../consent/ledger/format/signed-note.js';
import { Sequencer, type SequencerEvent } from '../../../consent/ledger/log/sequencer.js';
import { BY_INDEX } from '../../database/session.js';
import { describeError } from '../../logger.js';
import type { SequencerReport } from './report.js';
import type { SequencerSettings } from './settings.js';
import { offerTo } from './witnessing.js';

const { origin, keys, witnesses, spreadSeconds, ledgerUrl } = workerData as SequencerSettings;
const port = parentPort!;
const tell = (report: SequencerReport) => port.postMessage(report);

const connect = async () => {
  const client = new Client({ connectionString: ledgerUrl, application_name: 'assent sequencer' });
  await client.connect();
  // A broken connection rejects the running query. Without a listener the event would also end the process.
  client.on('error', () => undefined);
  await client.query(BY_INDEX);
  return client;
};

function report(event: SequencerEvent): void {
  if (event.event === 'ACTIVE') tell({ event: 'ACTIVE' });
  // The error is described here: the copy that another thread receives has lost its class and code.
  if (event.event === 'FAILED') tell({ event: 'FAILED', failure: describeError(event.error) });
}

const sequencer = new Sequencer({
  connect,
  origin,
  spreadSeconds,
  signers: keys.flatMap(({ privateKey }) => (privateKey ? [noteSigner(origin, privateKey)] : [])),
  ...(witnesses.length > 0 && { cosign: offerTo(witnesses, connect, tell) }),
  report,
});
sequencer.start();
// Any message means stop. Exiting does not wait for witnesses that still have to answer.
port.once('message', async () => {
  await sequencer.stop();
  process.exit();
});
