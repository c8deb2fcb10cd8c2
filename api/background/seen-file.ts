import { appendFile, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import type { LedgerEvent, SeenLog } from '../../consent/ledger/log/seen.js';

const OWNER_ONLY = 0o600;
/** The journal holds the last entries of the ledger: one such file and the one before. */
const JOURNAL_BYTES_MAX = 64 * 1024 * 1024;

const text = v.nullable(v.string());
const event = v.object({ id: v.string(), kind: v.string(), grant: text, recipient: text, detail: text });
const seenLog = v.object({ size: v.number(), root: text, entry: v.nullable(event) });

/**
 * What this host has seen of the log and the ledger, kept in ASSENT_VAR: the last checkpoint and the last entries. A
 * database that was restored to an earlier moment does not hold it any more, and is recognized by that.
 */
export class SeenFile {
  private readonly path: string;
  private readonly journal: string;

  /** @param deployment names the database: one directory may serve several */
  constructor(varDir: string, deployment: string) {
    this.path = join(varDir, 'log-seen', `${deployment}.json`);
    this.journal = join(varDir, 'log-seen', `${deployment}.journal`);
  }

  /** @throws Error if the file is damaged: then it must not pass for none */
  async read(): Promise<SeenLog | null> {
    const content = await textOf(this.path);
    if (content === null) return null;
    try {
      return v.parse(seenLog, JSON.parse(content));
    } catch {
      throw new Error(
        `${this.path} is damaged. It tells whether the database was restored to an earlier moment. Compare the log with a witness or a monitor, and then delete it.`,
      );
    }
  }

  /** Adds entries, then says that they were seen: a crash between the two repeats them. */
  async write(seen: SeenLog, events: readonly LedgerEvent[]): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    if (events.length > 0) await this.append(events);
    const beside = `${this.path}.${process.pid}`;
    const file = await open(beside, 'w', OWNER_ONLY);
    try {
      await file.writeFile(`${JSON.stringify(seen)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, this.path);
  }

  /** The entries that were seen last, each once, in order. */
  async events(): Promise<LedgerEvent[]> {
    const lines = [`${this.journal}.1`, this.journal].map(async (path) => (await textOf(path)) ?? '');
    const events = (await Promise.all(lines))
      .join('')
      .split('\n')
      .flatMap((line) => parsed(line) ?? []);
    return [...new Map(events.map((one) => [one.id, one])).values()];
  }

  async forget(): Promise<void> {
    for (const path of [this.path, this.journal, `${this.journal}.1`]) await rm(path, { force: true });
  }

  private async append(events: readonly LedgerEvent[]): Promise<void> {
    const size = (await stat(this.journal).catch(() => null))?.size ?? 0;
    if (size > JOURNAL_BYTES_MAX) await rename(this.journal, `${this.journal}.1`);
    await appendFile(this.journal, events.map((one) => `${JSON.stringify(one)}\n`).join(''), {
      mode: OWNER_ONLY,
    });
  }
}

async function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** Null for a line that a crash cut off: its entry was not said to be seen, and is written again. */
function parsed(line: string): LedgerEvent | null {
  try {
    return v.parse(event, JSON.parse(line));
  } catch {
    return null;
  }
}
