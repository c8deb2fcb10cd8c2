import { Migration, Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { loadMigrations, type Roles, type SqlMigration } from '../../migrations/migrations.js';

const asClass = (migration: SqlMigration) =>
  class extends Migration {
    override up() {
      this.addSql(migration.up);
    }
    override down() {
      this.addSql(migration.down);
    }
  };

async function withMigrator<T>(
  ownerUrl: string,
  roles: Roles,
  work: (migrator: Migrator) => Promise<T>,
): Promise<T> {
  const orm = await MikroORM.init({
    clientUrl: ownerUrl,
    entities: [],
    logger: () => undefined,
    discovery: { warnWhenNoEntities: false },
    extensions: [Migrator],
    migrations: {
      tableName: 'assent_migrations',
      snapshot: false,
      migrationsList: loadMigrations(roles).map((migration) => ({
        name: migration.name,
        class: asClass(migration),
      })),
    },
  });
  try {
    return await work(orm.migrator as Migrator);
  } finally {
    await orm.close();
  }
}

/** Brings the database up to date. @returns the names of the migrations that ran. */
export const migrateUp = (ownerUrl: string, roles: Roles): Promise<string[]> =>
  withMigrator(ownerUrl, roles, async (migrator) => (await migrator.up()).map(({ name }) => name));

/** Takes back everything, or the migrations after `to`. Data goes with its tables. */
export async function migrateDown(ownerUrl: string, roles: Roles, to?: string): Promise<string[]> {
  // The migrator takes a name that it doesn't know for the beginning.
  if (to !== undefined && !loadMigrations(roles).some(({ name }) => name === to))
    throw new Error(`There is no migration ${to}.`);
  return withMigrator(ownerUrl, roles, async (migrator) =>
    (await migrator.down({ to: to ?? 0 })).map(({ name }) => name),
  );
}
