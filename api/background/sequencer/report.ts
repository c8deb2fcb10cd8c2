import type { Logger } from 'pino';

/** An event of the sequencer for the log. Plain data, because it comes from another thread. */
export type SequencerReport =
  | { readonly event: 'ACTIVE' }
  | { readonly event: 'FAILED'; readonly failure: Record<string, unknown> }
  | { readonly event: 'WITHHELD'; readonly witness: string; readonly reason: string }
  | { readonly event: 'COSIGNED_AGAIN'; readonly witness: string };

const SAID = {
  ACTIVE: ['info', 'this process sequences the ledger'],
  FAILED: ['warn', 'sequencing the ledger failed and begins anew'],
  WITHHELD: ['warn', 'a witness does not cosign the log'],
  COSIGNED_AGAIN: ['info', 'a witness cosigns the log again'],
} as const;

export function logReport(log: Logger, { event, ...detail }: SequencerReport): void {
  const [level, said] = SAID[event];
  log[level](detail, said);
}
