import type { Pool } from 'pg';
import type { AuthenticationService } from '../../consent/authentication/authentication-service.js';
import type { Seals } from '../../consent/crypto/seal.js';
import { executorOf } from '../../consent/database/executor.js';
import { expireRequests } from '../../consent/grants/expire-requests.js';
import type { LogLag } from '../../consent/ledger/log/lag.js';
import type { Outbox } from '../../consent/notifications/outbox.js';
import { tellOfEnds } from '../../consent/notifications/tell-of-ends.js';
import { queueUseNotices } from '../../consent/notifications/use-notices.js';
import { suspendUnguarded } from '../../consent/people/guardianship.js';
import { tellOfRaisedItems } from '../../consent/supervision/raise-notices.js';
import { applyPendingFreezes } from '../../consent/supervision/recipient-freeze.js';
import type { ClockSkew } from './clock-skew.js';
import type { LogSeen } from './log-seen.js';
import type { PeriodicTask } from './periodic-task.js';

export interface ScheduledWork {
  /** Connections of these two roles. */
  readonly pools: { readonly consent: Pool; readonly dispatch: Pool };
  readonly seals: Seals;
  readonly authentications: AuthenticationService;
  readonly outbox: Outbox;
  readonly logLag: LogLag;
  readonly logSeen: LogSeen | null;
  readonly clock: ClockSkew;
  readonly outboxHolds: (waiting: { messages: number; oldestSeconds: number }) => void;
  /** Whether this process queues use notices (`USE_NOTICES`). */
  readonly useNotices: boolean;
  /** Sends the metrics to a collector; null where there is none. */
  readonly sendMetrics: (() => Promise<void>) | null;
}

const MESSAGES_PER_RUN = 100;

/**
 * What this process does besides answering requests, and how often. Every process may do it: the database keeps two
 * processes from doing the same piece of work. The sequencer of the ledger is a thread of its own (./sequencer).
 */
export function schedule(work: ScheduledWork): readonly PeriodicTask[] {
  const { pools, seals, authentications, outbox, logLag, logSeen } = work;
  const database = executorOf(pools.consent);
  const tasks: readonly PeriodicTask[] = [
    { name: 'forget expired challenges', periodMs: 60_000, run: () => authentications.forgetExpired() },
    { name: 'suspend unguarded grants', periodMs: 60_000, run: () => suspendUnguarded(database) },
    { name: 'expire requests', periodMs: 10_000, run: () => expireRequests(database) },
    { name: 'tell of ends', periodMs: 60_000, run: () => tellOfEnds(database) },
    { name: 'apply pending freezes', periodMs: 5_000, run: () => applyPendingFreezes(database, seals) },
    { name: 'tell of raised items', periodMs: 5_000, run: () => tellOfRaisedItems(database, seals) },
    { name: 'see whether the log keeps up', periodMs: 2_000, run: () => logLag.check() },
    { name: 'compare the clocks', periodMs: 5_000, run: () => work.clock.measure() },
    {
      name: 'count the messages that wait',
      periodMs: 15_000,
      run: async () => work.outboxHolds(await outbox.waiting()),
    },
    { name: 'deliver messages', periodMs: 5_000, run: () => outbox.deliver(null, MESSAGES_PER_RUN) },
  ];
  const useNotices = {
    name: 'queue use notices',
    periodMs: 2_000,
    run: () => queueUseNotices(pools.dispatch, seals),
  };
  const rememberLog = { name: 'remember the log', periodMs: 2_000, run: async () => logSeen?.look() };
  const { sendMetrics } = work;
  return [
    ...tasks,
    ...(work.useNotices ? [useNotices] : []),
    ...(logSeen ? [rememberLog] : []),
    ...(sendMetrics ? [{ name: 'send metrics', periodMs: 60_000, run: sendMetrics }] : []),
  ];
}
