import type { EntityManager } from '@mikro-orm/postgresql';
import type { Seals } from '../crypto/seal.js';
import { Refusal } from '../kernel/refusal.js';
import { databaseTime } from './database-time.js';
import type { Executor } from './executor.js';

/** One database transaction: entities are read and written with `em`, database functions are called with `query`. */
export interface Transaction extends Executor {
  readonly em: EntityManager;
  /** The database's time. Call it after taking the lock that matters, because waiting for the lock takes time. */
  now(): Promise<Date>;
  /** Seals the rows that carry authority, and checks them. */
  readonly seals: Seals;
}

/** The seals of each database that entities are read from; see {@link bindSeals}. */
const sealsOf = new WeakMap<object, Seals>();

/** Lets the transactions of this entity manager and of its forks seal with these seals. */
export const bindSeals = (em: EntityManager, seals: Seals): void => {
  sealsOf.set(em.getDriver(), seals);
};

/** Converts the placeholders $1, $2 ... that our statements use into the `?` that MikroORM expects. */
function positional(text: string, values: readonly unknown[]): [string, unknown[]] {
  const ordered: unknown[] = [];
  const sql = text.replace(/\$(\d+)/g, (_, number: string) => {
    ordered.push(values[Number(number) - 1]);
    return '?';
  });
  return [sql, ordered];
}

function transactionOn(em: EntityManager): Transaction {
  const query = async (text: string, values: unknown[] = []) => {
    const [sql, ordered] = positional(text, values);
    return (await em.getConnection().execute(sql, ordered, 'all', em.getTransactionContext())) as Record<
      string,
      unknown
    >[];
  };
  return {
    em,
    query,
    now: () => databaseTime({ query }),
    get seals() {
      const seals = sealsOf.get(em.getDriver());
      if (!seals) throw new Error('No seals are bound to this database.');
      return seals;
    },
  };
}

/**
 * Runs `work` in one transaction. A refusal that `work` throws rolls the transaction back. A refusal that it returns is
 * thrown after the commit, so that what led to the refusal stays recorded (a used authentication proof stays used).
 */
export async function transact<T>(
  em: EntityManager,
  work: (tx: Transaction) => Promise<T | Refusal>,
): Promise<T> {
  const outcome = await em.fork().transactional((inner) => work(transactionOn(inner as EntityManager)));
  if (outcome instanceof Refusal) throw outcome;
  return outcome as T;
}

/** Statements outside a transaction. */
export const queryOn = (em: EntityManager): Transaction => transactionOn(em);
