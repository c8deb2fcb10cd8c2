import { Client } from 'pg';
import type { Config } from '../../api/config.js';
import { OlderDatabase } from '../../api/database/migrate.js';
import { type OpenDatabase, openAsOwner, openDatabase } from '../../api/database/open.js';

/** Opens the database. One of an older version in our own PostgreSQL is set aside under another name, and a new one made. */
export async function openDemoDatabase(config: Config, say: (text: string) => void): Promise<OpenDatabase> {
  try {
    return await openDatabase(config, { migrates: true });
  } catch (error) {
    if (!(error instanceof OlderDatabase) || config.databaseUrl) throw error;
    const { ownerUrl, stop } = await openAsOwner(config);
    try {
      say(`          the one of an older version is now called ${await setAside(ownerUrl)}`);
    } finally {
      await stop();
    }
    return openDatabase(config, { migrates: true });
  }
}

/** Renames a database that nobody is connected to. @returns its new name */
export async function setAside(databaseUrl: string): Promise<string> {
  const url = new URL(databaseUrl);
  const name = decodeURIComponent(url.pathname.slice(1));
  const aside = `${name}_old_${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
  url.pathname = '/postgres';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(
      `ALTER DATABASE ${client.escapeIdentifier(name)} RENAME TO ${client.escapeIdentifier(aside)}`,
    );
  } finally {
    await client.end();
  }
  return aside;
}
