import type { BlindIndex } from '../crypto/blind-index.js';
import type { SealableRow, Seals } from '../crypto/seal.js';
import type { Executor } from '../database/executor.js';
import { LIMITS } from '../kernel/limits.js';
import { deviceKey, isDeviceCookie, type Recognition } from './device.js';

/** The devices on which people have signed in before. Their sessions show it, whether or not they have ended. */
export class KnownDevices {
  constructor(
    private readonly database: Executor,
    private readonly seals: Seals,
    private readonly blindIndex: BlindIndex,
  ) {}

  async knows(personId: string | null, { key, seconds }: Omit<Recognition, 'byCookie'>): Promise<boolean> {
    const rows = await this.database.query(
      'SELECT to_jsonb(s) AS row FROM assent.sessions_on_device($1::bigint, $2, $3) AS s',
      [personId, key, seconds],
    );
    return rows.some(({ row }) => this.seals.holds('session', row as SealableRow));
  }

  /**
   * The key of a device that has this cookie and is one of this person's; null for any other. Only the cookie counts here:
   * what a client calls itself, and its address, can be had by others. It asks the same of a person who is not known.
   */
  async ownDevice(personId: string | null, cookie: string | null): Promise<Buffer | null> {
    if (cookie === null || !isDeviceCookie(cookie)) return null;
    const key = deviceKey(this.blindIndex, cookie);
    return (await this.knows(personId, { key, seconds: LIMITS.deviceKnownSeconds })) ? key : null;
  }
}
