import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServedCity } from './served-city.js';

/** The file in which a host keeps what it has seen of the log. */
export function seenFile({ varDir }: Pick<ServedCity, 'varDir'>): string {
  const directory = join(varDir, 'log-seen');
  const [name] = readdirSync(directory).filter((file) => file.endsWith('.json'));
  return join(directory, name!);
}

/** Waits until this host has noted the last entry of the ledger and its checkpoint, which a witness has cosigned or not. */
export async function remembered(city: ServedCity, { cosigned }: { cosigned: boolean }): Promise<void> {
  for (;;) {
    const [row] = await city.sql(
      `SELECT (SELECT max(id) FROM assent.ledger_entry)::text AS entry, (SELECT count(*) FROM assent.ledger_entry) = (SELECT max(size) FROM assent.ledger_checkpoint) AS complete,
         (SELECT max(size) FROM assent.ledger_checkpoint)::integer AS size,
         (SELECT note LIKE '%— w1 %' FROM assent.ledger_checkpoint ORDER BY size DESC LIMIT 1) AS cosigned`,
    );
    const seen = await Promise.resolve()
      .then(() => JSON.parse(readFileSync(seenFile(city), 'utf8')))
      .catch(() => null);
    if (
      row!.complete &&
      seen?.entry?.id === row!.entry &&
      seen.size === row!.size &&
      row!.cosigned === cosigned
    )
      return;
    await delay(50);
  }
}
