import { expect } from '@jest/globals';
import fc from 'fast-check';
import { scale } from '../../support/scale.js';
import {
  Advance,
  Approve,
  Ask,
  type Command,
  Deny,
  Look,
  type Model,
  newModel,
  type Operation,
  type Real,
  Redeem,
  Revoke,
  SuspendGrant,
  SuspendRecipient,
  suspendRecipient,
  type Terms,
  type TestSystem,
} from './commands.js';

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

const given = fc
  .tuple(terms, narrowed)
  .map(([asked, less]): Command[] => [new Ask(asked), new Approve(less)]);
const answeredLate = fc
  .tuple(terms, narrowed)
  .map(([asked, less]): Command[] => [new Ask(asked), new Advance(7 * 24), new Approve(less)]);
const busyDay = fc.constant<Command[]>([
  new Ask({ mode: 'MULTI_USE', maxUses: null, validForDays: 60 }),
  new Approve({}),
  ...['a', 'b', 'c', 'd', 'e'].map((key) => new Redeem(key, 'first')),
]);

/** Most histories reach a grant, because little can happen without one. */
const beginnings = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Command[]>([]) },
  { weight: 10, arbitrary: given },
  { weight: 1, arbitrary: answeredLate },
  { weight: 1, arbitrary: busyDay },
);

const continuations = fc.commands(
  [
    ...often<fc.Arbitrary<Command>>(
      terms.map((some) => new Ask(some)),
      2,
    ),
    ...often<fc.Arbitrary<Command>>(
      narrowed.map((some) => new Approve(some)),
      2,
    ),
    ...often<fc.Arbitrary<Command>>(redeem, 16),
    fc.constant(new Deny()),
    fc.constant(new Revoke()),
    fc.constant(new SuspendRecipient()),
    fc.constant(new SuspendGrant()),
    ...often<fc.Arbitrary<Command>>(fc.constant(new Look()), 2),
    ...often<fc.Arbitrary<Command>>(
      fc.constantFrom(1, 5, 12, 24, 25, 49, 720).map((hours) => new Advance(hours)),
      4,
    ),
  ],
  { maxCommands: scale(24, 50), size: 'max' },
);

/** The uses, disclosures and entries in the database are those that the model counted. */
async function expectAudited({ clock, grantId }: Real, { grant }: Model): Promise<void> {
  const [counted] = await clock.sql(
    `SELECT used, (SELECT count(*)::int FROM assent.disclosure WHERE grant_id = g.id) AS disclosed,
       (SELECT count(DISTINCT disclosure_id)::int FROM assent.ledger_entry WHERE grant_id = g.id AND kind = 'DISCLOSURE') AS named,
       (SELECT count(*)::int FROM assent.ledger_entry WHERE grant_id = g.id AND kind = 'DISCLOSURE') AS recorded
     FROM assent.consent_grant g WHERE id = $1`,
    [grantId],
  );
  const uses = grant!.uses.length;
  expect(counted).toEqual({ used: uses, disclosed: uses, named: uses, recorded: uses });
}

/**
 * Runs random histories, each starting at noon.
 * @returns how often each answer was given
 * @throws Error with the seed and the shortest history that disagrees with the model
 */
export async function runHistories(
  system: TestSystem,
  { count, seed }: { count: number; seed: number },
): Promise<Record<string, number>> {
  const tally = new Map<string, number>();
  const countAnswer = (answer: string) => void tally.set(answer, (tally.get(answer) ?? 0) + 1);
  await fc.assert(
    fc.asyncProperty(beginnings, continuations, async (beginning, continuation) => {
      await system.clock.toNoon();
      await suspendRecipient(system.clock, system.insurer, false);
      // Each history begins at the same noon, so a denial in an earlier one must not be found, and no request waits.
      // Notices of them stay behind: nothing deletes a notice.
      await system.clock.sql('SET session_replication_role = replica', []);
      await system.clock.sql("DELETE FROM assent.consent_request WHERE status IN ('DENIED', 'PENDING')", []);
      await system.clock.sql('RESET session_replication_role', []);
      const model = newModel();
      const real: Real = { ...system, countAnswer, requestId: '', grantId: '' };
      await fc.asyncModelRun(() => ({ model, real }), [...beginning, ...continuation]);
      if (model.grant) await expectAudited(real, model);
    }),
    { numRuns: count, seed },
  );
  return Object.fromEntries([...tally].sort(([a], [b]) => (a < b ? -1 : 1)));
}
