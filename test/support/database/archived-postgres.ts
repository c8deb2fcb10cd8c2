import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../api/database/embedded.js';
import { connect } from './data-tables.js';

const run = promisify(execFile);

/** A PostgreSQL that archives its write-ahead log, as an operator sets one up for point-in-time recovery. */
export class ArchivedPostgres {
  static async start(): Promise<ArchivedPostgres> {
    const directory = mkdtempSync(join(tmpdir(), 'assent-archived-'));
    chmodSync(directory, 0o711);
    const archive = join(directory, 'archive');
    mkdirSync(archive);
    // PostgreSQL may run as another user.
    chmodSync(archive, 0o777);
    const server = await startEmbeddedPostgres(join(directory, 'first'), {
      fsync: 'off',
      wal_level: 'replica',
      archive_mode: 'on',
      archive_command: `test ! -f ${archive}/%f && cp %p ${archive}/%f`,
    });
    return new ArchivedPostgres(directory, archive, server);
  }

  private constructor(
    private readonly directory: string,
    private readonly archive: string,
    private server: EmbeddedPostgres,
  ) {}

  get url(): string {
    return this.server.url;
  }

  /** Copies the data while the server runs, as pg_basebackup does, by the functions that it uses. */
  async baseBackup(): Promise<void> {
    const copy = join(this.directory, 'second');
    const session = await connect(this.url);
    try {
      await session.query("SELECT pg_backup_start('base', true)");
      // A file that goes while it is copied is restored from the log.
      await run('cp', ['-a', join(this.directory, 'first'), copy]).catch(() => undefined);
      const { rows } = await session.query('SELECT labelfile FROM pg_backup_stop(true)');
      const data = join(copy, 'data');
      for (const name of readdirSync(join(data, 'pg_wal')))
        if (name !== 'archive_status') rmSync(join(data, 'pg_wal', name), { recursive: true });
      for (const name of ['postmaster.pid', 'postmaster.opts']) rmSync(join(data, name), { force: true });
      writeFileSync(join(data, 'backup_label'), rows[0].labelfile);
      writeFileSync(join(data, 'recovery.signal'), '');
      for (const name of ['backup_label', 'recovery.signal']) chmodSync(join(data, name), 0o666);
    } finally {
      await session.end();
    }
  }

  /** Puts the end of the log into the archive. */
  async archiveAll(): Promise<void> {
    const session = await connect(this.url);
    try {
      const { rows } = await session.query('SELECT pg_walfile_name(pg_switch_wal()) AS last');
      for (;;) {
        const { rows: archived } = await session.query(
          'SELECT last_archived_wal AS name FROM pg_stat_archiver',
        );
        if (archived[0].name >= rows[0].last) return;
      }
    } finally {
      await session.end();
    }
  }

  /** The server is lost. Another one begins with the base backup, and goes on by the archive up to this moment. */
  async recoverTo(moment: string): Promise<void> {
    const { port } = new URL(this.url);
    await this.server.stop();
    this.server = await startEmbeddedPostgres(join(this.directory, 'second'), {
      port,
      fsync: 'off',
      restore_command: `cp ${this.archive}/%f %p`,
      recovery_target_time: moment,
      recovery_target_action: 'promote',
    });
  }

  async end(): Promise<void> {
    await this.server.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
