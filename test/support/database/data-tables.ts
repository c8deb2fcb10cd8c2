import { Client } from 'pg';
import { personCategories, providerCategories } from '../../../schema/catalogue.js';
import type { TestDatabase } from './database.js';

export interface DataTable {
  readonly table: string;
  readonly subject: 'person' | 'provider';
}

/** Every table that holds records of a person or a provider, as the database itself knows them. */
export async function dataTables({ sql }: TestDatabase): Promise<DataTable[]> {
  return (await sql(
    `SELECT c.relname AS table, replace(subject.attname, '_id', '') AS subject
     FROM pg_class c JOIN pg_attribute subject ON subject.attrelid = c.oid AND subject.attname IN ('person_id', 'provider_id')
     WHERE c.relnamespace = 'assent'::regnamespace AND c.relkind IN ('r', 'p')
       AND EXISTS (SELECT FROM pg_attribute record WHERE record.attrelid = c.oid AND record.attname = 'record_id')
     ORDER BY 1`,
  )) as DataTable[];
}

/** The same, as the catalogue declares them: a category that is declared can't be forgotten by the database. */
export const declaredTables: readonly DataTable[] = [
  ...personCategories.map(({ table }) => ({ table, subject: 'person' as const })),
  ...providerCategories.map(({ table }) => ({ table, subject: 'provider' as const })),
].sort((a, b) => (a.table < b.table ? -1 : 1));

/** One connection, as one of the roles. */
export async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

export const rowsOf = async (client: Client, sql: string, values: unknown[] = []) =>
  (await client.query(sql, values)).rows;

/** The SQLSTATE with which a statement fails, or 'done'; what it did is undone. */
export async function attempt(client: Client, sql: string, values: unknown[] = []): Promise<string> {
  await client.query('BEGIN');
  try {
    await client.query(sql, values);
    return 'done';
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await client.query('ROLLBACK');
  }
}

/** insufficient_privilege */
export const NOT_PERMITTED = '42501';
/** check_violation: what our triggers raise. */
export const VIOLATION = '23514';
/** lock_not_available: somebody held it for longer than one would wait. */
export const LOCKED = '55P03';
