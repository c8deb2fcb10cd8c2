import { createHash } from 'node:crypto';
import type { Executor } from '../database/executor.js';

/** Kinds of single-use tokens: client assertions and DPoP proofs at the token endpoint, and tickets of a person. */
export type SingleUse = 'TOKEN_REQUEST' | 'EVOUCHER' | 'FACE';

/**
 * Detects replayed tokens. It stores their identifiers in the database, so that a second use fails in every process.
 */
export class ReplayGuard {
  constructor(private readonly database: Executor) {}

  /**
   * Returns true for the first use and false for any later one. One INSERT decides, so of two parallel uses one wins.
   */
  async firstUse(kind: SingleUse, id: string, lifetimeSeconds: number): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO assent.replay_guard (kind, id_hash, expires_at)
       VALUES ($1, $2, assent.now() + make_interval(secs => $3))
       ON CONFLICT DO NOTHING RETURNING true`,
      [kind, createHash('sha256').update(id).digest(), lifetimeSeconds],
    );
    return rows.length === 1;
  }
}
