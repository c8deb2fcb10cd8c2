import type { Client } from 'pg';
import { executorOf } from '../../../consent/database/executor.js';
import type { Cosign } from '../../../consent/ledger/log/cosigning.js';
import { PublishedLog } from '../../../consent/ledger/log/published-log.js';
import { type Witness, Witnesses } from '../../../consent/ledger/log/witness.js';
import type { SequencerReport } from './report.js';

/**
 * Offers checkpoints to witnesses and reports when a witness stops cosigning or resumes, once for each change.
 * @param connect opens a connection for consistency proofs: the sequencer's own connection is inside a transaction
 */
export function offerTo(
  witnesses: readonly Witness[],
  connect: () => Promise<Client>,
  tell: (report: SequencerReport) => void,
): Cosign {
  const offering = new Witnesses(witnesses, async (from, to) => {
    const client = await connect();
    try {
      return await new PublishedLog(executorOf(client)).consistencyPath(from, to);
    } finally {
      await client.end();
    }
  });
  let silent = new Map<string, string>();
  return async (note, stopping) => {
    const offered = await offering.cosign(note, stopping);
    const now = new Map(offered.failures.map(({ witness, reason }) => [witness, reason]));
    for (const [witness, reason] of now)
      if (silent.get(witness) !== reason) tell({ event: 'WITHHELD', witness, reason });
    for (const witness of silent.keys()) if (!now.has(witness)) tell({ event: 'COSIGNED_AGAIN', witness });
    silent = now;
    return offered.note;
  };
}
