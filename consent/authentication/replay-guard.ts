import { createHash } from 'node:crypto';
import type { Executor } from '../database/executor.js';

/** What is good for one use only: a recipient's assertion or proof at the token endpoint, a person's ticket. */
export type SingleUse = 'TOKEN_REQUEST' | 'EVOUCHER' | 'FACE';

/** Remembers identifiers in the database, so that a second use fails at every process. */
export class ReplayGuard {
  constructor(private readonly database: Executor) {}

  /** True the first time, false ever after. One insert decides, so two at once have one winner. */
  async firstUse(kind: SingleUse, id: string, lifetimeSeconds: number): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO assent.seen_once (kind, id_hash, expires_at)
       VALUES ($1, $2, assent.now() + make_interval(secs => $3))
       ON CONFLICT DO NOTHING RETURNING true`,
      [kind, createHash('sha256').update(id).digest(), lifetimeSeconds],
    );
    return rows.length === 1;
  }
}
