import { runPipelined } from '../database/pipeline.js';
import { refuse } from '../kernel/refusal.js';
import { atLeast, type Strength } from '../kernel/strength.js';
import type { RecordPools } from './record-then-read.js';

/** Since when a guardianship stands, and when it ends by itself. */
export interface GuardianshipDays {
  /** A day; cut to its year where the session is weaker than FACE. */
  readonly since: string;
  /** Null if no end is known, or where the session is weaker than FACE. */
  readonly endsAt: Date | null;
}

/** For a child these days tell the day of birth, so they are read like any item: recorded first, in the ward's list. */
export class GuardianshipReader {
  constructor(private readonly pools: RecordPools) {}

  /** @returns the days of all guardianships of this guardian, by the number of the ward */
  async read(guardianId: string, strength: Strength): Promise<(wardId: string) => GuardianshipDays> {
    const [opened] = await runPipelined(this.pools.gate, [
      {
        name: 'open_guardianships',
        text: 'SELECT ward_id::text, entry_id::text FROM assent.open_guardianships($1, $2)',
        values: [guardianId, strength],
      },
    ]);
    const found = await runPipelined(
      this.pools.reader,
      opened!.map(({ entry_id }) => ({
        name: 'guardianship',
        text: 'SELECT since, ends_at FROM record.guardianship WHERE "#entry" = $1 AND guardian_id = $2::bigint',
        values: [entry_id, guardianId],
      })),
    );
    const days = new Map(opened!.map(({ ward_id }, at) => [ward_id as string, found[at]![0]]));
    const inClear = atLeast(strength, 'FACE');
    return (wardId) => {
      const row = days.get(wardId);
      if (!row)
        return refuse('NOT_FOUND', {
          en: 'You are no longer the guardian of this person. Ask for your wards again.',
          zh: '您已不再是该人的监护人。请重新查询您的被监护人。',
        });
      const { since, ends_at: endsAt } = row as { since: string; ends_at: string | null };
      return {
        since: inClear ? since : since.slice(0, 'YYYY'.length),
        endsAt: inClear && endsAt ? new Date(endsAt) : null,
      };
    };
  }
}
