import { Client } from 'pg';
import { personCategories, providerCategories } from '../../../schema/catalogue.js';
import type { TestDatabase } from './database.js';

export interface DataTable {
  readonly table: string;
  readonly subject: 'person' | 'provider';
}

/** Every table with records of a person or a provider, according to the database's own catalogue. */
export async function dataTables({ sql }: TestDatabase): Promise<DataTable[]> {
  return (await sql(
    `SELECT c.relname AS table, replace(subject.attname, '_id', '') AS subject
     FROM pg_class c JOIN pg_attribute subject ON subject.attrelid = c.oid AND subject.attname IN ('person_id', 'provider_id')
     WHERE c.relnamespace = 'assent'::regnamespace AND c.relkind IN ('r', 'p')
       AND EXISTS (SELECT FROM pg_attribute record WHERE record.attrelid = c.oid AND record.attname = 'record_id')
     ORDER BY 1`,
  )) as DataTable[];
}

/** The same tables, according to the item declarations, so a test finds a declared category without a table. */
export const declaredTables: readonly DataTable[] = [
  ...personCategories.map(({ table }) => ({ table, subject: 'person' as const })),
  ...providerCategories.map(({ table }) => ({ table, subject: 'provider' as const })),
].sort((a, b) => (a.table < b.table ? -1 : 1));

/** A connection as one of the roles. */
export async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}

export const rowsOf = async (client: Client, sql: string, values: unknown[] = []) =>
  (await client.query(sql, values)).rows;

/** The SQLSTATE with which a statement fails, or 'done'. The statement is rolled back. */
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
/** check_violation, which our triggers raise */
export const VIOLATION = '23514';
/** lock_not_available, after the lock timeout */
export const LOCKED = '55P03';
