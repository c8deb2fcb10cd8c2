import type { FastClock } from '../../support/database/fast-clock.js';
import type { Platform } from '../../support/platform/platform.js';
import { type Pool, type Target } from './arguments.js';
import { Dice } from './dice.js';
import { Judge, type Leak } from './judge.js';
import { poolFor, type ServingRole, withoutLimits } from './scene.js';
import { AttackerSession } from './session.js';
import {
  boundary,
  holdsRecords,
  type Means,
  OPENS,
  outline,
  pairedOutline,
  statement,
  TELLING,
} from './shapes.js';
import type { Surface } from './surface.js';

/** What all shapes of a run share. */
export interface Campaign {
  readonly platform: Platform;
  /** SQL as the owner, to whom everything that is committed is visible. */
  readonly sql: (text: string, values?: unknown[]) => Promise<Record<string, any>[]>;
  readonly clock: FastClock;
  readonly roles: readonly (ServingRole & { readonly surface: Surface })[];
  readonly targets: readonly Target[];
  readonly persons: readonly string[];
  readonly staff: readonly string[];
  readonly settings: readonly string[];
  readonly judge: Judge;
}

/** A shape in which something came back that no committed entry opens, as a script. */
export interface Found {
  readonly shape: number;
  readonly script: string;
  readonly leaks: readonly Leak[];
}

const STEPS = 14;
/** So long that no entry of the shape before opens anything. */
const BETWEEN_SHAPES = '20 seconds';

const random = (means: Means): string => (means.dice.chance(0.35) ? boundary(means) : statement(means));

/** Runs one shape: one or two connections, whose statements alternate. The number repeats the choices. */
export async function runShape(campaign: Campaign, shape: number): Promise<Found | null> {
  const dice = new Dice(shape);
  const { platform, roles, judge } = campaign;
  const openers = roles.filter(({ surface }) => surface.functions.some(({ name }) => OPENS.test(name)));
  const everyRole = Object.values(platform.database.roles) as string[];
  const first = dice.chance(0.5) ? dice.one(roles) : dice.one(openers.length > 0 ? openers : roles);
  const readers = roles.filter(({ surface }) => surface.relations.some(holdsRecords));
  const paired = openers.includes(first) && readers.length > 0 && dice.chance(0.5);
  const second = paired ? dice.one(readers) : dice.chance(0.4) ? first : dice.one(roles);
  if (shape % 5 === 0) await withoutLimits(campaign.sql);
  await campaign.clock.sql(`UPDATE public.clock SET ahead = ahead + $1::interval`, [BETWEEN_SHAPES]);
  let pool = await poolFor(campaign.sql, dice.one(campaign.targets), campaign.persons, campaign.staff);
  const sessions = await Promise.all(
    [first, second].map(async ({ role, url }, at) => AttackerSession.open(`${role}#${at + 1}`, url)),
  );
  const surfaces = [first.surface, second.surface];
  const script: string[] = [];
  let last = "'none'";
  // Like a client that goes on after an error, as far as a savepoint lets it.
  const forgiving = dice.chance(0.7);
  const run = async (at: number, sql: string): Promise<readonly Leak[]> => {
    const session = sessions[at]!;
    const sent = sql.replace('{{last}}', last);
    const { text, first: value, code } = await session.run(sent);
    script.push(`${session.name}> ${sent}${code ? `   -- ${code}` : ''}`);
    if (code && forgiving) await session.run('ROLLBACK TO s');
    if (value && /^[\w-]{1,40}$/.test(value)) last = `'${value}'`;
    if (value && /^\d{1,9}$/.test(value)) pool = { ...pool, lastGiven: value };
    return judge.leaksIn(text);
  };
  try {
    await Promise.all(sessions.map((session) => session.run(TELLING)));
    let at = 0;
    const meansAt = (): Means => ({
      surface: surfaces[at]!,
      pool,
      settings: campaign.settings,
      roles: everyRole,
      dice,
      inTransaction: sessions[at]!.inTransaction,
    });
    const outlined = dice.chance(0.6);
    const alternating = () => (outlined ? outline(meansAt()) : Array.from({ length: STEPS }, () => random));
    const plan = paired ? pairedOutline(meansAt()) : alternating().map((draw) => [null, draw] as const);
    for (const [step, [on, draw]] of plan.entries()) {
      if (dice.chance(outlined && step < 6 ? 0.1 : 0.35)) at = 1 - at;
      at = on ?? at;
      const leaks = await run(at, draw(meansAt()));
      if (leaks.length > 0) return { shape, leaks, script: script.join('\n') };
      pool = await refreshed(campaign, pool);
    }
    return null;
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
}

const refreshed = async ({ sql, persons, staff }: Campaign, pool: Pool): Promise<Pool> => ({
  ...(await poolFor(sql, pool.target, persons, staff)),
  target: pool.target,
  lastGiven: pool.lastGiven,
});
