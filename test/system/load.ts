import { randomInt, randomUUID } from 'node:crypto';
import type { Answer } from '../../examples/clients/graphql-client.js';
import type { RecipientClient } from '../../examples/clients/recipient-client.js';

export interface Attempt {
  readonly grantId: string;
  readonly key: string;
}

export interface Acknowledged extends Attempt {
  readonly useNumber: number;
}

/** UNAVAILABLE promises that nothing was counted, and a busy machine may say it more than once. */
const SETTLE_ROUNDS = 20;
const SELECTION = 'useNumber person { settlements(first: 1) { nodes { settlementId } } }';

/** Redemptions that run while a process is killed. Each ends as acknowledged, refused or unknown. */
export class Load {
  readonly acknowledged: Acknowledged[] = [];
  /** Sent, without an answer. */
  readonly unknown: Attempt[] = [];
  private running = true;

  constructor(
    private readonly grants: readonly string[],
    private readonly client: () => RecipientClient,
  ) {}

  /** This many callers, each of which redeems repeatedly until `end`. */
  async run(callers: number): Promise<void> {
    await Promise.all(
      Array.from({ length: callers }, async () => {
        while (this.running)
          await this.once({ grantId: this.grants[randomInt(this.grants.length)]!, key: randomUUID() });
      }),
    );
  }

  end(): void {
    this.running = false;
  }

  /** Retries each unanswered redemption with its own key. */
  async settle(): Promise<void> {
    for (let round = 0; this.unknown.length > 0; round += 1) {
      if (round === SETTLE_ROUNDS) throw new Error(`${this.unknown.length} could not be settled.`);
      for (const attempt of this.unknown.splice(0)) await this.once(attempt);
    }
  }

  private async once(attempt: Attempt): Promise<void> {
    let answer: Answer;
    try {
      answer = await this.client().redeem(attempt.grantId, attempt.key, SELECTION);
    } catch {
      this.unknown.push(attempt);
      return;
    }
    const code = answer.errors[0]?.extensions.code;
    if (code === undefined)
      this.acknowledged.push({ ...attempt, useNumber: answer.data.redeemGrant.useNumber });
    else if (code === 'UNAVAILABLE') this.unknown.push(attempt);
  }
}
