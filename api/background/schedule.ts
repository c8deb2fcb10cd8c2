import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import type { AuthenticationService } from '../../consent/authentication/authentication-service.js';
import type { Seals } from '../../consent/crypto/seal.js';
import { executorOf } from '../../consent/database/executor.js';
import { transact } from '../../consent/database/transaction.js';
import { expireRequests } from '../../consent/grants/expire-requests.js';
import type { LogLag } from '../../consent/ledger/log/lag.js';
import type { Outbox } from '../../consent/notifications/outbox.js';
import { tellOfEnds } from '../../consent/notifications/tell-of-ends.js';
import { queueUseNotices } from '../../consent/notifications/use-notices.js';
import { putDueInForce } from '../../consent/onboarding/agreement-versions.js';
import { forgetApplications } from '../../consent/onboarding/application.js';
import { suspendUnguarded } from '../../consent/people/guardianship.js';
import { tellOfRaisedItems } from '../../consent/supervision/raise-notices.js';
import { applyPendingFreezes } from '../../consent/supervision/recipient-freeze.js';
import type { ClockSkew } from './clock-skew.js';
import type { LogSeen } from './log-seen.js';
import type { PeriodicTask } from './periodic-task.js';
import { PERIODS_MS, type TaskName } from './periods.js';

export interface ScheduledWork {
  /** Connections of these two roles. */
  readonly pools: { readonly consent: Pool; readonly dispatch: Pool };
  readonly orm: MikroORM;
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
  const { pools, orm, seals, authentications, outbox, logLag, logSeen, sendMetrics } = work;
  const database = executorOf(pools.consent);
  return [
    task('forget expired challenges', () => authentications.forgetExpired()),
    task('suspend unguarded grants', () => suspendUnguarded(database)),
    task('expire requests', () => expireRequests(database)),
    task('put agreements in force', () =>
      putDueInForce(database, seals, (due) => transact(orm.em.fork() as EntityManager, due)),
    ),
    task('forget applications', () => forgetApplications(database)),
    task('tell of ends', () => tellOfEnds(database)),
    task('apply pending freezes', () => applyPendingFreezes(database, seals)),
    task('tell of raised items', () => tellOfRaisedItems(database, seals)),
    task('see whether the log keeps up', () => logLag.check()),
    task('compare the clocks', () => work.clock.measure()),
    task('count the messages that wait', async () => work.outboxHolds(await outbox.waiting())),
    task('deliver messages', () => outbox.deliver(null, MESSAGES_PER_RUN)),
    ...(work.useNotices ? [task('queue use notices', () => queueUseNotices(pools.dispatch, seals))] : []),
    ...(logSeen ? [task('remember the log', () => logSeen.look())] : []),
    ...(sendMetrics ? [task('send metrics', sendMetrics)] : []),
  ];
}

const task = (name: TaskName, run: () => Promise<unknown>): PeriodicTask => ({
  name,
  periodMs: PERIODS_MS[name],
  run,
});
