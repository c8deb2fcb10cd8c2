import { createHash, randomBytes } from 'node:crypto';
import type { Executor } from '../database/executor.js';
import { LIMITS } from '../kernel/limits.js';
import { refuse } from '../kernel/refusal.js';
import { atLeast, type Strength } from '../kernel/strength.js';

export const EXPORT_FORMATS = ['JSON', 'CSV'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportTicket {
  readonly personId: string;
  readonly strength: Strength;
  readonly format: ExportFormat;
}

const digestOf = (secret: string) => createHash('sha256').update(secret).digest();

/** Download links for exports. A browser can't send a token with a download, so a link carries a single-use secret. */
export class ExportTickets {
  constructor(private readonly database: Executor) {}

  /** @throws Refusal below FACE: an export holds every item */
  async issue({ personId, strength, format }: ExportTicket): Promise<{ secret: string; expiresAt: Date }> {
    if (!atLeast(strength, 'FACE'))
      refuse('STRENGTH_REQUIRED', 'Sign in with FACE to export your record.', { required: 'FACE' });
    const secret = randomBytes(32).toString('base64url');
    const [row] = await this.database.query(
      `INSERT INTO assent.export_ticket (digest, person_id, format, strength, expires_at)
       VALUES ($1, $2, $3, $4, assent.now() + make_interval(secs => $5)) RETURNING expires_at`,
      [digestOf(secret), personId, format, strength, LIMITS.exportLinkSeconds],
    );
    return { secret, expiresAt: row!.expires_at as Date };
  }

  /** @throws Refusal for a link that was used, has expired or was never issued */
  async redeem(secret: string): Promise<ExportTicket> {
    const [row] = await this.database.query(
      `WITH gone AS (DELETE FROM assent.export_ticket WHERE digest = $1 OR expires_at <= assent.now() RETURNING *)
       SELECT person_id::text, format, strength FROM gone WHERE digest = $1 AND expires_at > assent.now()`,
      [digestOf(secret)],
    );
    if (!row) refuse('NOT_FOUND', 'This link was used or has expired. Ask for a new one.');
    return {
      personId: row.person_id as string,
      strength: row.strength as Strength,
      format: row.format as ExportFormat,
    };
  }
}
