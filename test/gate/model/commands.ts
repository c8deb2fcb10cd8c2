import { expect } from '@jest/globals';
import type fc from 'fast-check';
import type { SealableRow } from '../../../consent/crypto/seal.js';
import type { Answer } from '../../../examples/clients/graphql-client.js';
import type { PersonClient } from '../../../examples/clients/person-client.js';
import type { RecipientClient } from '../../../examples/clients/recipient-client.js';
import type { FastClock } from '../../support/database/fast-clock.js';
import { ask, codeOf } from '../../support/people/giving.js';
import { testSeals } from '../../support/platform/seals.js';

/**
 * The commands in the history of one request and its grant. Each command runs on the platform and compares the outcome
 * with a simple model of what a grant means.
 */

const OPERATIONS = {
  first: 'useNumber replayed person { settlements(first: 1) { nodes { settlementId } } }',
  other: 'useNumber replayed person { settlements(first: 1) { nodes { totalFee } } }',
  tooMany: 'useNumber replayed person { contact { mobile } }',
};
export type Operation = keyof typeof OPERATIONS;
type Mode = 'ONE_TIME' | 'LIMITED' | 'MULTI_USE';
const MODES: readonly Mode[] = ['ONE_TIME', 'LIMITED', 'MULTI_USE'];

export interface Terms {
  readonly mode: Mode;
  readonly maxUses: number | null;
  readonly validForDays: number;
}

interface Use {
  readonly hour: number;
  readonly key: string;
  readonly operation: Operation;
}

interface ModelGrant extends Terms {
  readonly until: number;
  revoked: boolean;
  suspended: boolean;
  readonly uses: Use[];
}

/** The state of the model. Times are hours since the history began at noon. */
export interface Model {
  hour: number;
  /** when the recipient was denied. It is refused for 30 days after that. */
  denied: number | null;
  request: ({ readonly at: number } & Terms) | null;
  grant: ModelGrant | null;
  recipientSuspended: boolean;
}

export const newModel = (): Model => ({
  hour: 0,
  denied: null,
  request: null,
  grant: null,
  recipientSuspended: false,
});

/** Runs the commands: clients over HTTP, or calls of the engine. */
export interface TestSystem {
  readonly clock: FastClock;
  readonly insurer: RecipientClient;
  readonly owner: PersonClient;
}

export interface Real extends TestSystem {
  requestId: string;
  grantId: string;
  /** Counts the answers, to show what a run contained. */
  readonly countAnswer: (answer: string) => void;
}

export type Command = fc.AsyncCommand<Model, Real>;

const DENIAL_HOURS = 30 * 24;

const cityDayOf = (hour: number) => Math.floor((hour + 12) / 24);

/** The code of the refusal, or null if there was none. */
const codeOfFailure = ({ errors }: { errors?: Answer['errors'] }): string | null => {
  const code = errors?.[0]?.extensions.code;
  if (code === undefined) throw new Error('It failed for another reason than a refusal.');
  return code;
};

export class Ask implements Command {
  constructor(readonly terms: Terms) {}
  check = (model: Readonly<Model>) => model.request === null;
  async run(model: Model, real: Real) {
    const { mode, maxUses, validForDays } = this.terms;
    const asks = {
      purpose: 'CLAIM_DIRECT_PAY',
      mode,
      validForDays,
      ...(maxUses !== null && mode === 'LIMITED' && { maxUses }),
    };
    const asked = ask(real.insurer, real.owner.person, asks);
    if (model.recipientSuspended) {
      real.countAnswer('ask: FORBIDDEN');
      return expect(await asked.then(() => null, codeOfFailure)).toBe('FORBIDDEN');
    }
    if (model.denied !== null && model.hour - model.denied < DENIAL_HOURS) {
      real.countAnswer('ask: RATE_LIMITED');
      return expect(await asked.then(() => null, codeOfFailure)).toBe('RATE_LIMITED');
    }
    real.requestId = await asked;
    model.request = { at: model.hour, ...this.terms };
  }
  toString = () => `ask ${JSON.stringify(this.terms)}`;
}

export class Approve implements Command {
  constructor(readonly narrowed: Partial<Terms>) {}
  check = (model: Readonly<Model>) =>
    model.request !== null && model.grant === null && !model.recipientSuspended;

  private expected({ hour, request }: Model): string | (Terms & { readonly until: number }) {
    const { at, ...asked } = request!;
    const mode = this.narrowed.mode ?? asked.mode;
    const inherited = asked.mode === 'LIMITED' ? asked.maxUses : null;
    const uses = mode === 'LIMITED' ? (this.narrowed.maxUses ?? inherited) : null;
    if (hour - at >= 7 * 24) return 'CONSENT_REQUEST_CLOSED';
    if (MODES.indexOf(mode) > MODES.indexOf(asked.mode)) return 'TERMS_NOT_ALLOWED';
    if (mode === 'LIMITED' && uses === null) return 'BAD_USER_INPUT';
    if (mode === 'LIMITED' && uses! > (asked.maxUses ?? 12)) return 'TERMS_NOT_ALLOWED';
    // A ONE_TIME grant is valid for 30 days at most, even if more was requested.
    const validForDays = mode === 'ONE_TIME' ? Math.min(30, asked.validForDays) : asked.validForDays;
    const maxUses = { ONE_TIME: 1, LIMITED: uses, MULTI_USE: null }[mode];
    return { mode, maxUses, validForDays, until: hour + validForDays * 24 };
  }

  async run(model: Model, real: Real) {
    const mode = this.narrowed.mode ?? model.request!.mode;
    const { maxUses } = this.narrowed;
    const input = {
      ...(this.narrowed.mode && { mode }),
      ...(mode === 'LIMITED' && maxUses && { maxUses }),
    };
    const expected = this.expected(model);
    const approved = real.owner.approve(real.requestId, 'FACE', input);
    if (typeof expected === 'string') {
      real.countAnswer(`approve: ${expected}`);
      return expect(await approved.then(() => null, codeOfFailure)).toBe(expected);
    }
    const grant = await approved;
    const total = expected.maxUses;
    expect(grant).toMatchObject({
      status: 'ACTIVE',
      mode,
      maxUses: total,
      used: 0,
      usesRemaining: total,
    });
    real.countAnswer(`approve: ${mode}`);
    real.grantId = grant.id;
    model.grant = { ...expected, revoked: false, suspended: false, uses: [] };
  }
  toString = () => `approve ${JSON.stringify(this.narrowed)}`;
}

export class Deny implements Command {
  check = (model: Readonly<Model>) => model.request !== null;
  async run(model: Model, real: Real) {
    const { data, errors } = await real.owner.send(
      'mutation Deny($id: ID!) { denyConsentRequest(id: $id) { status } }',
      { id: real.requestId },
    );
    const open = model.grant === null && model.hour - model.request!.at < 7 * 24;
    real.countAnswer(`deny: ${open ? 'DENIED' : 'CONSENT_REQUEST_CLOSED'}`);
    if (!open) return expect(codeOfFailure({ errors })).toBe('CONSENT_REQUEST_CLOSED');
    expect(data.denyConsentRequest.status).toBe('DENIED');
    // This request is closed. A new one is possible after the cool-down.
    model.request = null;
    model.denied = model.hour;
  }
  toString = () => 'deny';
}

/** A redemption. With a key that was used before it is a retry. */
export class Redeem implements Command {
  constructor(
    readonly key: string,
    readonly operation: Operation,
  ) {}
  check = (model: Readonly<Model>) => model.grant !== null;

  private expected(model: Model): string | { useNumber: number; replayed: boolean } {
    const grant = model.grant!;
    const { hour } = model;
    if (grant.revoked) return 'GRANT_REVOKED';
    if (hour >= grant.until) return 'GRANT_EXPIRED';
    if (grant.suspended || model.recipientSuspended) return 'GRANT_SUSPENDED';
    const full = this.full(grant, hour);
    if (this.operation === 'tooMany') return full ?? 'ITEM_NOT_GRANTED';
    const earlier = grant.uses.findIndex(({ key }) => key === this.key);
    if (earlier >= 0) {
      const use = grant.uses[earlier]!;
      if (use.operation !== this.operation || hour - use.hour >= 24) return 'IDEMPOTENCY_KEY_REUSED';
      return { useNumber: earlier + 1, replayed: true };
    }
    return full ?? { useNumber: grant.uses.length + 1, replayed: false };
  }

  private full({ mode, maxUses, uses }: ModelGrant, hour: number): string | null {
    if (maxUses !== null && uses.length >= maxUses) return 'GRANT_EXHAUSTED';
    const today = uses.filter((use) => cityDayOf(use.hour) === cityDayOf(hour)).length;
    return mode === 'MULTI_USE' && today >= 5 ? 'GRANT_DAILY_LIMIT' : null;
  }

  async run(model: Model, { insurer, grantId, countAnswer }: Real) {
    const expected = this.expected(model);
    const answer = await insurer.redeem(grantId, this.key, OPERATIONS[this.operation]);
    if (typeof expected === 'string') {
      countAnswer(`redeem: ${expected}`);
      return expect(codeOf(answer)).toBe(expected);
    }
    countAnswer(`redeem: ${expected.replayed ? 'replayed' : 'given'}`);
    expect(codeOf(answer)).toBeUndefined();
    expect(answer.data.redeemGrant).toMatchObject(expected);
    if (!expected.replayed)
      model.grant!.uses.push({ hour: model.hour, key: this.key, operation: this.operation });
  }
  toString = () => `redeem ${this.key} ${this.operation}`;
}

export class Revoke implements Command {
  check = (model: Readonly<Model>) => model.grant !== null;
  async run({ grant, hour }: Model, { owner, grantId, countAnswer }: Real) {
    const query = 'mutation Revoke($id: ID!) { revokeGrant(id: $id) { status } }';
    const { errors } = await owner.send(query, { id: grantId });
    const ended = !grant!.revoked && hour >= grant!.until;
    countAnswer(`revoke: ${ended ? 'GRANT_EXPIRED' : 'REVOKED'}`);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(ended ? ['GRANT_EXPIRED'] : []);
    if (!ended) grant!.revoked = true;
  }
  toString = () => 'revoke';
}

/** the recipient is suspended, or the suspension is lifted. */
export class SuspendRecipient implements Command {
  check = () => true;
  async run(model: Model, { clock, insurer }: Real) {
    model.recipientSuspended = !model.recipientSuspended;
    await suspendRecipient(clock, insurer, model.recipientSuspended);
  }
  toString = () => 'the recipient is suspended, or reinstated';
}

export async function suspendRecipient(
  clock: FastClock,
  { identity: { code } }: RecipientClient,
  suspended: boolean,
): Promise<void> {
  const [changed] = await clock.sql(
    `UPDATE assent.recipient AS r SET suspended_at = CASE WHEN $2 THEN assent.now() END
     WHERE code = $1 RETURNING to_jsonb(r) AS row`,
    [code, suspended],
  );
  const seal = (await testSeals()).of('recipient', changed!.row as SealableRow);
  await clock.sql('UPDATE assent.recipient SET seal = $2 WHERE code = $1', [code, seal]);
}

export class SuspendGrant implements Command {
  // The database refuses to change a revoked grant.
  check = ({ grant }: Readonly<Model>) => grant !== null && !grant.revoked;
  async run({ grant }: Model, { clock, grantId }: Real) {
    grant!.suspended = !grant!.suspended;
    await clock.sql(
      'UPDATE assent.consent_grant SET suspended_at = CASE WHEN $2 THEN assent.now() END WHERE id = $1',
      [grantId, grant!.suspended],
    );
  }
  toString = () => 'the grant is suspended, or reinstated';
}

export class Advance implements Command {
  constructor(readonly hours: number) {}
  check = () => true;
  async run(model: Model, { clock }: Real) {
    await clock.advance(this.hours);
    model.hour += this.hours;
  }
  toString = () => `${this.hours} hours pass`;
}

export class Look implements Command {
  check = (model: Readonly<Model>) => model.grant !== null;

  private status({ hour, grant, recipientSuspended }: Model): string {
    const { uses, maxUses, revoked, suspended, until } = grant!;
    if (revoked) return 'REVOKED';
    if (hour >= until) return 'EXPIRED';
    if (suspended || recipientSuspended) return 'SUSPENDED';
    return maxUses !== null && uses.length >= maxUses ? 'EXHAUSTED' : 'ACTIVE';
  }

  async run(model: Model, { owner, grantId, countAnswer }: Real) {
    const { grant: seen } = await owner.run(
      'query Look($id: ID!) { grant(id: $id) { status used usesRemaining disclosures { nodes { useNumber } } } }',
      { id: grantId },
    );
    const { uses, maxUses } = model.grant!;
    const status = this.status(model);
    countAnswer(`look: ${status}`);
    expect(seen).toEqual({
      status,
      used: uses.length,
      usesRemaining: maxUses === null ? null : maxUses - uses.length,
      disclosures: { nodes: uses.map((_, index) => ({ useNumber: uses.length - index })) },
    });
  }
  toString = () => 'look';
}
