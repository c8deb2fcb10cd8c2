import type { Executor } from './executor.js';

/** The database's time, which is the platform's. */
export const databaseTime = async (database: Executor): Promise<Date> =>
  new Date((await database.query('SELECT assent.now()::text AS now', []))[0]!.now as string);

/** A time from the database that is this many seconds later. */
export const secondsAfter = (time: Date, seconds: number): Date => new Date(time.getTime() + seconds * 1000);
