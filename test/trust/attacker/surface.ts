type Sql = (text: string, values?: unknown[]) => Promise<Record<string, any>[]>;

export interface Argument {
  readonly name: string;
  readonly type: string;
}
export interface CallableFunction {
  readonly name: string;
  readonly args: readonly Argument[];
}
export interface Column {
  readonly name: string;
  readonly type: string;
}
export interface Relation {
  readonly name: string;
  readonly columns: readonly Column[];
  /** SELECT, INSERT, UPDATE, DELETE and so on, of the relation or of one of its columns. */
  readonly rights: readonly string[];
  readonly insertable: readonly string[];
  readonly updatable: readonly string[];
}

/** What a role can reach, as the catalogue tells. */
export interface Surface {
  readonly functions: readonly CallableFunction[];
  /** Relations on which the role has some right. */
  readonly relations: readonly Relation[];
  /** All others of the platform's schemas, by name. */
  readonly forbidden: readonly string[];
}

const OURS = `nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND nspname NOT LIKE 'pg_temp%'
  AND nspname NOT LIKE 'pg_toast_temp%'`;
/** Relations of PostgreSQL itself that show values or statements. */
const REVEALING = `('pg_stats', 'pg_stats_ext', 'pg_stats_ext_exprs', 'pg_statistic', 'pg_stat_activity', 'pg_largeobject',
  'pg_prepared_statements', 'pg_prepared_xacts', 'pg_cursors', 'pg_file_settings', 'pg_hba_file_rules')`;
const RIGHTS = ['SELECT', 'INSERT', 'UPDATE', 'REFERENCES'];
const WHOLE = ['DELETE', 'TRUNCATE', 'TRIGGER'];

export async function surfaceOf(sql: Sql, role: string): Promise<Surface> {
  const functions = await sql(
    `SELECT p.oid::regproc::text AS name, (SELECT coalesce(json_agg(json_build_object('name', coalesce(names[i], ''),
         'type', format_type(types[i - 1], NULL)) ORDER BY i), '[]')
       FROM (SELECT p.proargnames AS names, p.proargtypes AS types) a, generate_series(1, p.pronargs) i) AS args
     FROM pg_proc p JOIN pg_namespace s ON s.oid = pronamespace
     WHERE ${OURS} AND p.prokind IN ('f', 'p') AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
       AND has_schema_privilege($1, s.oid, 'USAGE') AND has_function_privilege($1, p.oid, 'EXECUTE') ORDER BY 1`,
    [role],
  );
  const relations = await sql(
    `SELECT c.oid::regclass::text AS name,
       (SELECT json_agg(json_build_object('name', attname, 'type', format_type(atttypid, NULL),
          'insert', has_column_privilege($1, c.oid, attnum, 'INSERT'), 'update', has_column_privilege($1, c.oid, attnum, 'UPDATE'),
          'select', has_column_privilege($1, c.oid, attnum, 'SELECT')) ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns,
       ARRAY(SELECT r FROM unnest($2::text[]) r WHERE CASE WHEN c.relkind = 'S'
           THEN r = 'SELECT' AND has_sequence_privilege($1, c.oid, 'SELECT') ELSE has_any_column_privilege($1, c.oid, r) END)
         || ARRAY(SELECT r FROM unnest($3::text[]) r WHERE c.relkind <> 'S' AND has_table_privilege($1, c.oid, r)) AS rights
     FROM pg_class c JOIN pg_namespace s ON s.oid = relnamespace
     WHERE (${OURS} OR c.relname IN ${REVEALING}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
       AND has_schema_privilege($1, s.oid, 'USAGE') ORDER BY 1`,
    [role, RIGHTS, WHOLE],
  );
  const all = await sql(
    `SELECT format('%I.%I', nspname, relname) AS name FROM pg_class c JOIN pg_namespace s ON s.oid = relnamespace
     WHERE ${OURS} AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1`,
  );
  const reached = relations
    .filter(({ rights }) => rights.length > 0)
    .map(({ name, columns, rights }) => ({
      name,
      rights,
      columns: columns.filter((column: any) => column.select),
      insertable: columns.filter((column: any) => column.insert).map((column: any) => column.name),
      updatable: columns.filter((column: any) => column.update).map((column: any) => column.name),
    }));
  const names = new Set(reached.map(({ name }) => name));
  return {
    functions: functions as unknown as CallableFunction[],
    relations: reached,
    forbidden: all.map(({ name }) => name).filter((name) => !names.has(name)),
  };
}

/** The settings of ours that some function reads. */
export const customSettings = async (sql: Sql): Promise<string[]> =>
  (
    await sql(
      `SELECT DISTINCT found[1] AS name FROM pg_proc, regexp_matches(prosrc, '''(assent\\.[a-z_]+)''', 'g') AS found
       UNION SELECT found[1] FROM pg_policies, regexp_matches(coalesce(qual, ''), '''(assent\\.[a-z_]+)''', 'g') AS found
       UNION SELECT found[1] FROM pg_views, regexp_matches(definition, '''(assent\\.[a-z_]+)''', 'g') AS found`,
    )
  ).map(({ name }) => name as string);
