import { createHash, randomBytes } from 'node:crypto';
import { byteaText, type SealableRow, type Seals } from '../crypto/seal.js';
import { databaseTime, secondsAfter } from '../database/database-time.js';
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
  constructor(
    private readonly database: Executor,
    private readonly seals: Seals,
  ) {}

  /** @throws Refusal below FACE: an export holds every item */
  async issue({ personId, strength, format }: ExportTicket): Promise<{ secret: string; expiresAt: Date }> {
    if (!atLeast(strength, 'FACE'))
      refuse(
        'STRENGTH_REQUIRED',
        { en: 'Sign in with FACE to export your record.', zh: '导出本人记录前，请以 FACE 登录。' },
        { required: 'FACE' },
      );
    const secret = randomBytes(32).toString('base64url');
    const expiresAt = secondsAfter(await databaseTime(this.database), LIMITS.exportLinkSeconds);
    const ticket = this.seals.sealed('export_ticket', {
      digest: byteaText(digestOf(secret)),
      person_id: personId,
      format,
      strength,
      expires_at: expiresAt.toISOString(),
    });
    await this.database.query('SELECT assent.issue_export_ticket($1::jsonb)', [ticket]);
    return { secret, expiresAt };
  }

  /** @throws Refusal for a link that was used, has expired or was never issued */
  async redeem(secret: string): Promise<ExportTicket> {
    const [found] = await this.database.query('SELECT assent.take_export_ticket($1) AS taken', [
      digestOf(secret),
    ]);
    const row = found?.taken as SealableRow | null | undefined;
    if (!row || !this.seals.holds('export_ticket', row))
      refuse('NOT_FOUND', {
        en: 'This link was used or has expired. Ask for a new one.',
        zh: '该链接已使用或已过期。请重新申请。',
      });
    return {
      personId: String(row.person_id),
      strength: row.strength as Strength,
      format: row.format as ExportFormat,
    };
  }
}
