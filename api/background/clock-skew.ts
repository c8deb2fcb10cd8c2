import type { Logger } from 'pino';
import type { Executor } from '../../consent/database/executor.js';
import { LIMITS } from '../../consent/kernel/limits.js';

/**
 * Compares the clock of this process with the database's. What clients sign is judged by the one, what is stored by the
 * other: when they differ, sign-ins fail and grants have not begun, and nobody is told why.
 */
export class ClockSkew {
  private seconds = 0;

  /** @param observe hears how far the clock of this process is ahead */
  constructor(
    private readonly database: Executor,
    private readonly log: Logger,
    private readonly observe: (seconds: number) => void,
  ) {}

  /** Whether the clocks are so far apart that this process is not ready. */
  get isTooLarge(): boolean {
    return Math.abs(this.seconds) > LIMITS.clockSkewSecondsMax;
  }

  async measure(): Promise<void> {
    const before = Date.now();
    const [row] = await this.database.query('SELECT extract(epoch FROM assent.now())::float8 AS now', []);
    // In the middle of the question and the answer.
    this.tell((before + Date.now()) / 2_000 - (row!.now as number));
  }

  private tell(seconds: number): void {
    const [was, is] = [this.seconds, seconds].map((one) => Math.abs(one) > LIMITS.clockSkewSeconds);
    this.seconds = seconds;
    this.observe(seconds);
    if (is === was) return;
    const ahead = { aheadSeconds: Math.round(seconds) };
    if (is) this.log.error(ahead, 'the clocks of this host and of the database are apart: set both by NTP');
    else this.log.info(ahead, 'the clocks of this host and of the database agree again');
  }
}
