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

const SELECTION = 'useNumber person { settlements(first: 1) { nodes { settlementId } } }';

/** Redemptions that go on while something is killed; every one ends acknowledged, refused or not known. */
export class Load {
  readonly acknowledged: Acknowledged[] = [];
  /** Sent, and no yes or no came back. */
  readonly unknown: Attempt[] = [];
  private running = true;

  constructor(
    private readonly grants: readonly string[],
    private readonly client: () => RecipientClient,
  ) {}

  /** So many callers, each one after the other, until `end`. */
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

  /** Asks again, with its own key, for each whose answer never came. */
  async settle(): Promise<void> {
    const open = this.unknown.splice(0);
    for (const attempt of open) await this.once(attempt);
    if (this.unknown.length > 0) throw new Error(`${this.unknown.length} could not be settled.`);
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
