import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ask, codeOf, expectAuditEqualsUsed, toCityNoon } from '../support/giving.js';
import type { PersonClient } from '../support/person-client.js';
import { type Platform, startPlatform } from '../support/platform.js';

/**
 * Random lives of one request and its grant, each step compared with a model of a page: what a person would say a
 * grant is. TEST_SEQUENCES says how many lives; a failure prints the seed to repeat it with (TEST_SEED).
 */
const SEQUENCES = Number(process.env.TEST_SEQUENCES ?? 30);
const SEED = process.env.TEST_SEED === undefined ? {} : { seed: Number(process.env.TEST_SEED) };

const OPERATIONS = {
  first: 'useNumber replayed person { settlements(first: 1) { nodes { settlementId } } }',
  other: 'useNumber replayed person { settlements(first: 1) { nodes { totalFee } } }',
  tooMany: 'useNumber replayed person { contact { mobile } }',
};
type Operation = keyof typeof OPERATIONS;
type Mode = 'ONE_TIME' | 'LIMITED' | 'MULTI_USE';
const MODES: readonly Mode[] = ['ONE_TIME', 'LIMITED', 'MULTI_USE'];

interface Terms {
  mode: Mode;
  maxUses: number | null;
  validForDays: number;
}

/** What is true, in the simplest words. Times are hours since the life began; noon is hour 0. */
interface Model {
  hour: number;
  request: ({ at: number } & Terms) | null;
  grant:
    | ({
        until: number;
        revoked: boolean;
        uses: { hour: number; key: string; operation: Operation }[];
      } & Terms)
    | null;
}

interface Real {
  platform: Platform;
  owner: PersonClient;
  requestId: string;
  grantId: string;
}

type Command = fc.AsyncCommand<Model, Real>;

const cityDayOf = (hour: number) => Math.floor((hour + 12) / 24);

class Ask implements Command {
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
    real.requestId = await ask(real.platform.insurer, real.owner.person, asks);
    model.request = { at: model.hour, ...this.terms };
  }
  toString = () => `ask ${JSON.stringify(this.terms)}`;
}

class Approve implements Command {
  constructor(readonly narrowed: Partial<Terms>) {}
  check = (model: Readonly<Model>) => model.request !== null && model.grant === null;
  async run(model: Model, real: Real) {
    const request = model.request!;
    const mode = this.narrowed.mode ?? request.mode;
    const maxUses = mode === 'LIMITED' ? (this.narrowed.maxUses ?? null) : null;
    const input = { ...(this.narrowed.mode && { mode }), ...(maxUses !== null && { maxUses }) };
    const outcome = await real.owner
      .approve(real.requestId, 'FACE', input)
      .catch((error) => error.errors[0].extensions.code);
    const uses =
      mode === 'LIMITED' ? (maxUses ?? (request.mode === 'LIMITED' ? request.maxUses : null)) : null;
    if (model.hour - request.at >= 7 * 24) return expect(outcome).toBe('CONSENT_REQUEST_CLOSED');
    if (MODES.indexOf(mode) > MODES.indexOf(request.mode)) return expect(outcome).toBe('TERMS_NOT_ALLOWED');
    if (mode === 'LIMITED' && uses === null) return expect(outcome).toBe('BAD_USER_INPUT');
    if (mode === 'LIMITED' && uses! > (request.maxUses ?? 12))
      return expect(outcome).toBe('TERMS_NOT_ALLOWED');
    const total = { ONE_TIME: 1, LIMITED: uses, MULTI_USE: null }[mode];
    // Once lasts 30 days at most, whatever was asked for more.
    const days = mode === 'ONE_TIME' ? Math.min(30, request.validForDays) : request.validForDays;
    expect(outcome).toMatchObject({ status: 'ACTIVE', mode, maxUses: total, used: 0, usesRemaining: total });
    real.grantId = outcome.id;
    model.grant = {
      mode,
      maxUses: total,
      validForDays: days,
      until: model.hour + days * 24,
      revoked: false,
      uses: [],
    };
  }
  toString = () => `approve ${JSON.stringify(this.narrowed)}`;
}

class Deny implements Command {
  check = (model: Readonly<Model>) => model.request !== null;
  async run(model: Model, real: Real) {
    const { data, errors } = await real.owner.send(
      'mutation Deny($id: ID!) { denyConsentRequest(id: $id) { status } }',
      { id: real.requestId },
    );
    const open = model.grant === null && model.hour - model.request!.at < 7 * 24;
    if (!open) return expect(errors[0]!.extensions.code).toBe('CONSENT_REQUEST_CLOSED');
    expect(data.denyConsentRequest.status).toBe('DENIED');
    // Nothing can follow; another request may.
    model.request = null;
  }
  toString = () => 'deny';
}

class Redeem implements Command {
  constructor(
    readonly key: string,
    readonly operation: Operation,
  ) {}
  check = (model: Readonly<Model>) => model.grant !== null;

  private expected(model: Model): string | { useNumber: number; replayed: boolean } {
    const grant = model.grant!;
    const { hour } = model;
    const earlier = grant.uses.findIndex(({ key }) => key === this.key);
    const ended = grant.revoked ? 'GRANT_REVOKED' : hour >= grant.until ? 'GRANT_EXPIRED' : null;
    if (ended) return ended;
    const today = grant.uses.filter((use) => cityDayOf(use.hour) === cityDayOf(hour)).length;
    const full =
      grant.maxUses !== null && grant.uses.length >= grant.maxUses
        ? 'GRANT_EXHAUSTED'
        : grant.mode === 'MULTI_USE' && today >= 5
          ? 'GRANT_DAILY_LIMIT'
          : null;
    if (this.operation === 'tooMany') return full ?? 'ITEM_NOT_GRANTED';
    if (earlier >= 0) {
      const use = grant.uses[earlier]!;
      if (use.operation !== this.operation || hour - use.hour >= 24) return 'IDEMPOTENCY_KEY_REUSED';
      return { useNumber: earlier + 1, replayed: true };
    }
    return full ?? { useNumber: grant.uses.length + 1, replayed: false };
  }

  async run(model: Model, { platform, grantId }: Real) {
    const expected = this.expected(model);
    const answer = await platform.insurer.redeem(grantId, this.key, OPERATIONS[this.operation]);
    if (typeof expected === 'string') return expect(codeOf(answer)).toBe(expected);
    expect(codeOf(answer)).toBeUndefined();
    expect(answer.data.redeemGrant).toMatchObject(expected);
    if (!expected.replayed)
      model.grant!.uses.push({ hour: model.hour, key: this.key, operation: this.operation });
  }
  toString = () => `redeem ${this.key} ${this.operation}`;
}

class Revoke implements Command {
  check = (model: Readonly<Model>) => model.grant !== null;
  async run(model: Model, { owner, grantId }: Real) {
    const { errors } = await owner.send('mutation Revoke($id: ID!) { revokeGrant(id: $id) { status } }', {
      id: grantId,
    });
    const ended = !model.grant!.revoked && model.hour >= model.grant!.until;
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(ended ? ['GRANT_EXPIRED'] : []);
    if (!ended) model.grant!.revoked = true;
  }
  toString = () => 'revoke';
}

class Advance implements Command {
  constructor(readonly hours: number) {}
  check = () => true;
  async run(model: Model, { platform }: Real) {
    await platform.database.advance(this.hours * 3600);
    model.hour += this.hours;
  }
  toString = () => `${this.hours} hours pass`;
}

class Look implements Command {
  check = (model: Readonly<Model>) => model.grant !== null;
  async run({ hour, grant }: Model, { platform, grantId }: Real) {
    const { grant: seen } = await platform.insurer.run(
      'query Look($id: ID!) { grant(id: $id) { status used usesRemaining disclosures { nodes { useNumber } } } }',
      { id: grantId },
    );
    const { uses, maxUses, revoked, until } = grant!;
    const status = revoked
      ? 'REVOKED'
      : hour >= until
        ? 'EXPIRED'
        : maxUses !== null && uses.length >= maxUses
          ? 'EXHAUSTED'
          : 'ACTIVE';
    expect(seen).toEqual({
      status,
      used: uses.length,
      usesRemaining: maxUses === null ? null : maxUses - uses.length,
      disclosures: { nodes: uses.map((_, index) => ({ useNumber: uses.length - index })) },
    });
  }
  toString = () => 'look';
}

const terms = fc.constantFrom<Terms>(
  { mode: 'ONE_TIME', maxUses: 1, validForDays: 2 },
  { mode: 'LIMITED', maxUses: 2, validForDays: 3 },
  { mode: 'LIMITED', maxUses: 3, validForDays: 30 },
  { mode: 'MULTI_USE', maxUses: null, validForDays: 4 },
  { mode: 'MULTI_USE', maxUses: null, validForDays: 60 },
);
const narrowed = fc.constantFrom<Partial<Terms>>(
  {},
  {},
  {},
  { mode: 'ONE_TIME' },
  { mode: 'LIMITED', maxUses: 2 },
  { mode: 'LIMITED' },
  { mode: 'MULTI_USE' },
  { maxUses: 4 },
);
const redeem = fc
  .tuple(
    fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    fc.constantFrom<Operation>('first', 'first', 'first', 'other', 'tooMany'),
  )
  .map(([key, operation]) => new Redeem(key, operation));
const often = <T>(command: T, times: number): T[] => Array(times).fill(command);

const commands = fc.commands(
  [
    ...often(
      terms.map((some) => new Ask(some)),
      2,
    ),
    ...often(
      narrowed.map((some) => new Approve(some)),
      2,
    ),
    ...often(redeem, 16),
    fc.constant(new Deny()),
    fc.constant(new Revoke()),
    ...often(fc.constant(new Look()), 2),
    ...often(
      fc.constantFrom(1, 5, 12, 24, 25, 49).map((hours) => new Advance(hours)),
      4,
    ),
  ],
  { maxCommands: 50, size: 'max' },
);

let platform: Platform;
let owner: PersonClient;
beforeAll(async () => {
  platform = await startPlatform();
  owner = await platform.person(platform.someone()).signIn('FACE');
});
afterAll(() => platform.stop());

it(
  `R-09: ${SEQUENCES} random lives of a grant go as its model says`,
  async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (life) => {
        await toCityNoon(platform.database);
        await fc.asyncModelRun(
          () => ({
            model: { hour: 0, request: null, grant: null } as Model,
            real: { platform, owner, requestId: '', grantId: '' },
          }),
          life,
        );
        await expectAuditEqualsUsed(platform.database);
      }),
      // A life is not shortened for ever: each attempt costs as much as the first.
      { numRuns: SEQUENCES, interruptAfterTimeLimit: Math.max(60_000, SEQUENCES * 2_000), ...SEED },
    );
  },
  Math.max(90_000, SEQUENCES * 3_000),
);
