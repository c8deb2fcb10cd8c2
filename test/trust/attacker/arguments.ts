import { randomUUID } from 'node:crypto';
import type { Dice } from './dice.js';
import type { Argument, CallableFunction, Column } from './surface.js';

/** One subject and all that belongs to it, so that the arguments of one shape fit together. */
export interface Target {
  readonly person: string | null;
  readonly provider: string | null;
  /** Who acts: the person, a guardian, a relative, a representative. */
  readonly reader: string;
  /** Identifiers of requests, grants, disclosures, applications and sessions. */
  readonly ids: readonly string[];
  readonly recipient: string;
  /** The items of its grant, as JSON; and all that there are. */
  readonly granted: string;
  readonly everything: string;
  readonly agreementVersion: number;
}

/** What arguments are drawn from. */
export interface Pool {
  readonly target: Target;
  readonly persons: readonly string[];
  readonly staff: readonly string[];
  readonly items: readonly string[];
  /** The highest id of a committed entry; that of the next is easily guessed. */
  readonly lastEntry: number;
  readonly lastGiven: string;
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** SQL of a call with arguments that suit their names and types. */
export const callOf = ({ name, args }: CallableFunction, pool: Pool, dice: Dice): string =>
  `${name}(${args.map((argument) => `${valueFor(argument, pool, dice)}::${argument.type}`).join(', ')})`;

/** SQL of a condition on one of the columns that finds the target's rows, or nothing to say. */
export function conditionOn(columns: readonly Column[], pool: Pool, dice: Dice): string {
  const useful = columns.filter(
    ({ name, type }) => ['bigint', 'uuid'].includes(type) && /id|entry|index/.test(name),
  );
  const named = useful.find(({ name }) => /entry/.test(name));
  const column = named && dice.chance(0.8) ? named : dice.maybe(useful);
  if (!column) return '';
  return ` WHERE "${column.name}" = ${valueFor({ name: column.name, type: column.type }, pool, dice)}::${column.type}`;
}

export function valueFor({ name, type }: Argument, pool: Pool, dice: Dice): string {
  const { target } = pool;
  if (type.endsWith('[]')) {
    const element = { name, type: type.slice(0, -2) };
    const values = [0, 1].slice(dice.below(2)).map(() => valueFor(element, pool, dice));
    return `ARRAY[${values.join(', ')}]`;
  }
  if (dice.chance(0.01)) return 'NULL';
  switch (type) {
    case 'uuid':
      return quoted(/^new/.test(name) || dice.chance(0.03) ? randomUUID() : dice.one(target.ids));
    case 'bigint':
      if (/entry/.test(name)) return entryId(pool, dice);
      if (/provider/.test(name)) return target.provider ?? 'NULL';
      if (dice.chance(0.05)) return dice.chance(0.5) ? entryId(pool, dice) : dice.one(pool.persons);
      return /reader|guardian|applicant/.test(name) ? target.reader : (target.person ?? target.reader);
    case 'integer':
    case 'smallint':
      return /version/.test(name) ? `${target.agreementVersion}` : `${dice.one([1, 0, 2, 14, 900, 300])}`;
    case 'boolean':
      return `${dice.chance(0.7)}`;
    case 'jsonb':
    case 'json':
      if (!/asked|items/.test(name)) return quoted(dice.one(['{}', '[]', target.granted]));
      return quoted(dice.one([target.granted, target.granted, target.everything, '[]']));
    case 'bytea':
      return quoted(`\\x${randomUUID().replaceAll('-', '').repeat(2)}`);
    case 'date':
      return quoted(dice.one(['1900-01-01', 'infinity', '2999-12-31']));
    case 'timestamp with time zone':
      return 'clock_timestamp()';
    case 'text':
    case 'character varying':
      return quoted(textFor(name, pool, dice));
    default:
      return 'NULL';
  }
}

/** Of the last committed entries, of the next that nobody has committed yet, or any. */
const entryId = ({ lastEntry, lastGiven }: Pool, dice: Dice): string =>
  dice.chance(0.3) && /^\d+$/.test(lastGiven)
    ? lastGiven
    : `${Math.max(1, dice.chance(0.8) ? lastEntry + dice.one([0, 0, 0, 1, 1, -1, 2, -2]) : dice.below(lastEntry + 2))}`;

function textFor(name: string, { target, staff, items }: Pool, dice: Dice): string {
  if (/recipient/.test(name)) return target.recipient;
  if (/strength/.test(name)) return dice.one(['FACE', 'FACE', 'SCAN', 'SMS']);
  if (/format/.test(name)) return dice.one(['JSON', 'CSV']);
  if (/key|name/.test(name)) return `key ${randomUUID()}`;
  if (/event/.test(name)) return dice.one(['GRANT_GIVEN', 'GRANT_REVOKED', 'GRANT_SUSPENDED']);
  if (/asserted|item/.test(name)) return dice.one(items);
  if (/equal|least|most/.test(name)) return dice.one(['0', '1', '310', '1900']);
  if (/staff|reviewing|officer|clerk|who/.test(name)) return dice.one(staff);
  return dice.one([target.recipient, dice.one(items), dice.one(staff), 'FACE', '[]']);
}
