import type { LogLag } from '../consent/ledger/log/lag.js';
import type { ClockSkew } from './background/clock-skew.js';
import type { Pools } from './database/pool.js';
import { failingRoles } from './database/probe.js';

/**
 * Why the process can't serve now; empty if it can:
 *   LOG_BEHIND      nothing publishes the ledger
 *   LOG_WENT_BACK   the database was restored to an earlier moment
 *   CLOCK_SKEW      the clocks of this host and of the database are apart
 *   DATABASE_GATE   (and so on) the role can't do what serving needs of it
 */
export class Readiness {
  private asking: Promise<readonly string[]> | null = null;

  constructor(
    private readonly pools: Pools,
    private readonly logLag: LogLag,
    private readonly clock: ClockSkew,
  ) {}

  async failures(): Promise<readonly string[]> {
    return [
      ...(this.logLag.keepsUp ? [] : ['LOG_BEHIND']),
      ...(this.logLag.isWhole() ? [] : ['LOG_WENT_BACK']),
      ...(this.clock.isTooLarge ? ['CLOCK_SKEW'] : []),
      ...(await this.roles()),
    ];
  }

  /** Whoever asks meanwhile gets the same answer, so that many askers do not become many questions to the database. */
  private roles(): Promise<readonly string[]> {
    this.asking ??= failingRoles(this.pools)
      .then((roles) => roles.map((role) => `DATABASE_${role.toUpperCase()}`))
      .finally(() => {
        this.asking = null;
      });
    return this.asking;
  }
}
