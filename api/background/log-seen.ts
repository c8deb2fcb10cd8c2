import { commitWatermark } from '../../consent/database/commit-watermark.js';
import type { Executor } from '../../consent/database/executor.js';
import {
  holdsSeen,
  type LedgerEvent,
  lastEntryId,
  readEvents,
  readHead,
  type SeenLog,
} from '../../consent/ledger/log/seen.js';
import type { SeenFile } from './seen-file.js';

const EVENTS_AT_ONCE = 5_000;
const NOTHING: SeenLog = { size: 0, root: null, entry: null };

/**
 * Keeps in ASSENT_VAR what was seen of the log, and notices when the database does not hold it any more: it was restored
 * to an earlier moment while this process runs.
 */
export class LogSeen {
  private seen: SeenLog | null = null;
  private lost = false;

  /** @param database of a role that reads the ledger and the log */
  constructor(
    private readonly file: SeenFile,
    private readonly database: Executor,
  ) {}

  /** Whether the database holds all that was seen. */
  get isWhole(): boolean {
    return !this.lost;
  }

  async look(): Promise<void> {
    this.seen ??= (await this.file.read()) ?? NOTHING;
    if (this.lost || !(await holdsSeen(this.database, this.seen))) {
      this.lost = true;
      return;
    }
    const watermark = await commitWatermark(this.database);
    if (watermark === null) return;
    const events = await this.eventsUpTo(watermark);
    const next = { ...(await readHead(this.database)), entry: events.at(-1) ?? this.seen.entry };
    if (events.length === 0 && next.root === this.seen.root) return;
    await this.file.write(next, events);
    this.seen = next;
  }

  /** The first time it begins with the last entry: what was before it is not needed to recognize it. */
  private async eventsUpTo(watermark: string): Promise<LedgerEvent[]> {
    const last = this.seen?.entry;
    if (last) return readEvents(this.database, last.id, watermark, EVENTS_AT_ONCE);
    const newest = await lastEntryId(this.database, watermark);
    return newest === null ? [] : readEvents(this.database, String(BigInt(newest) - 1n), newest, 1);
  }
}
