import type { Executor } from '../../database/executor.js';
import { Refusal } from '../../kernel/refusal.js';

/** An entry is in the log within a second. One that has waited for so long shows that nobody sequences. */
const LAG_SECONDS_MAX = 30;

const OLDEST_WAITING = `
  SELECT s.id::text AS id, extract(epoch FROM assent.now() - s.happened_at)::float8 AS seconds
  FROM assent.ledger_sequence s
  WHERE s.delay IS NULL AND s.id > coalesce((SELECT max(entry_id) FROM assent.ledger_leaf), 0)
  ORDER BY s.id LIMIT 1`;

/**
 * Whether the log keeps up with the ledger. What is recorded and not published can still be changed unseen, so nothing is
 * disclosed while the log is far behind.
 */
export class LogLag {
  private waiting: string | null = null;
  private isBehind = false;
  private oldestSeconds = 0;

  /** @param isWhole false once the database has lost what was seen of it */
  constructor(
    private readonly database: Executor,
    readonly isWhole: () => boolean = () => true,
  ) {}

  /**
   * Looks at the oldest entry that waits. The log is behind if the entry is old and was found waiting before, so that a
   * clock that was set forward between two looks is no lag.
   */
  async check(): Promise<void> {
    const [oldest] = await this.database.query(OLDEST_WAITING, []);
    const id = (oldest?.id as string | undefined) ?? null;
    this.isBehind = id !== null && id === this.waiting && (oldest!.seconds as number) > LAG_SECONDS_MAX;
    this.waiting = id;
    this.oldestSeconds = Math.max(0, (oldest?.seconds as number | undefined) ?? 0);
  }

  /** The age of the oldest entry that the last look found waiting; 0 if none waited. */
  get seconds(): number {
    return this.oldestSeconds;
  }

  /** What the last look found. */
  get keepsUp(): boolean {
    return !this.isBehind;
  }

  /** @throws Refusal UNAVAILABLE while the log is behind, or shorter than it was */
  assertKeepsUp(): void {
    if (!this.isWhole())
      throw new Refusal(
        'UNAVAILABLE',
        {
          en: 'The database was restored to an earlier moment, so nothing is disclosed. Nothing was counted.',
          zh: '数据库被恢复到了较早的时刻，暂不提供信息。本次未计次。',
        },
        { retryAfterSeconds: 600 },
      );
    if (this.isBehind)
      throw new Refusal(
        'UNAVAILABLE',
        {
          en: 'The public log is behind, so nothing is disclosed. Nothing was counted; try again in half a minute.',
          zh: '公开日志有积压，暂不提供信息。本次未计次，请半分钟后重试。',
        },
        {
          retryAfterSeconds: 30,
        },
      );
  }
}
