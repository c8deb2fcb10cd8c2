import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from '../../../examples/clients/graphql-client.js';
import type { StaffClient } from '../../../examples/clients/staff-client.js';
import type { TestDatabase } from '../database/database.js';
import type { Platform } from '../platform/platform.js';

const PROPOSE = `mutation Propose($input: ProposeActInput!) {
  proposeAct(input: $input) { id kind proposedBy confirmedBy confirmedAt recipient { code } raises { item { code } level } subject digest diff { path before after widens } }
}`;

export const CONFIRM_ACT = `mutation Confirm($id: ID!, $digest: String) {
  confirmAct(id: $id, digest: $digest) { id kind proposedBy confirmedBy confirmedAt }
}`;

export interface Acting {
  readonly kind: string;
  readonly recipient?: string;
  readonly subject?: string;
  readonly agreement?: object;
  readonly raises?: readonly { item: string; level: number }[];
}

/** Two officers of the bureau, one who proposes acts and one who confirms them. */
export class Officers {
  static async of(platform: Platform): Promise<Officers> {
    return new Officers(await platform.staff('OFFICER'), await platform.staff('OFFICER'));
  }

  private constructor(
    readonly one: StaffClient,
    readonly other: StaffClient,
  ) {}

  async propose(acting: Acting): Promise<any> {
    return (await this.one.run(PROPOSE, { input: { reason: '依规定', ...acting } })).proposeAct;
  }

  proposing(acting: Acting): Promise<Answer> {
    return this.one.send(PROPOSE, { input: { reason: '依规定', ...acting } });
  }

  async act(acting: Acting): Promise<any> {
    const { id, digest } = await this.propose(acting);
    return (await this.other.run(CONFIRM_ACT, { id, digest })).confirmAct;
  }
}

const WAITING = `SELECT FROM assent.recipient_freeze
  WHERE (lifted_at IS NULL AND finished_at IS NULL) OR (lifted_at IS NOT NULL AND thawed_at IS NULL)`;

/** Waits until the background task has applied every freeze and every end of one; the timeout of the test bounds the wait. */
export async function allFreezesApplied({ sql }: TestDatabase): Promise<void> {
  while ((await sql(WAITING)).length > 0) await delay(20);
}
