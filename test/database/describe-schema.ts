import type { TestDatabase } from '../support/database/database.js';

type Sql = TestDatabase['sql'];

const lines = async (sql: Sql, query: string): Promise<string[]> =>
  (await sql(`SELECT line FROM (${query}) AS lines ORDER BY line COLLATE "C"`)).map(({ line }) => line);

/** Everything in our schema, one line each: columns, constraints, indexes, functions, triggers, policies, privileges. */
export const everything = (sql: Sql): Promise<string[]> =>
  lines(
    sql,
    `WITH ours AS (SELECT c.* FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname IN ('assent', 'record'))
     SELECT concat_ws(' ', c.relnamespace::regnamespace, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
         pg_get_expr(d.adbin, d.adrelid), a.attacl::text) AS line
       FROM ours c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     UNION ALL SELECT concat_ws(' ', c.relname, pg_get_constraintdef(k.oid)) FROM ours c JOIN pg_constraint k ON k.conrelid = c.oid
     UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname IN ('assent', 'record')
     UNION ALL SELECT pg_get_functiondef(p.oid) || coalesce(proacl::text, '') FROM pg_proc p WHERE pronamespace::regnamespace::text IN ('assent', 'record')
     UNION ALL SELECT pg_get_triggerdef(t.oid) FROM ours c JOIN pg_trigger t ON tgrelid = c.oid WHERE NOT tgisinternal
     UNION ALL SELECT p::text FROM pg_policies p WHERE schemaname = 'assent'
     UNION ALL SELECT v.schemaname || v.viewname || v.viewowner || v.definition FROM pg_views v WHERE schemaname IN ('assent', 'record')
     UNION ALL SELECT concat_ws(' ', relnamespace::regnamespace, relname, relrowsecurity, relforcerowsecurity, reloptions, ARRAY(
         -- Without a privilege of its own a relation has the default ones.
         SELECT acl::text FROM unnest(coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner))) AS acl
         ORDER BY 1)::text) FROM ours`,
  );

/** What protects the data: policies, SECURITY DEFINER functions and privileges, with the roles named as in the SQL. */
export async function security({ sql, roles }: TestDatabase): Promise<string[]> {
  const found = await lines(
    sql,
    `WITH ours AS (
       SELECT oid, relkind, relacl, relowner, relrowsecurity, relforcerowsecurity,
         CASE relnamespace WHEN 'assent'::regnamespace THEN '' ELSE 'record.' END || relname AS relname
       FROM pg_class WHERE relnamespace IN ('assent'::regnamespace, 'record'::regnamespace)),
     granted AS (
       SELECT grantee, 'schema ' || nspname AS what, privilege_type, NULL::text AS columns
         FROM pg_namespace, aclexplode(nspacl) WHERE nspname IN ('assent', 'record')
       UNION ALL
       SELECT grantee, CASE relkind WHEN 'S' THEN 'sequence ' WHEN 'v' THEN 'view ' ELSE 'table ' END || relname,
           privilege_type, NULL
         FROM ours, aclexplode(relacl)
       UNION ALL
       SELECT grantee, 'table ' || relname, privilege_type, string_agg(attname, ', ' ORDER BY attname COLLATE "C")
         FROM ours JOIN pg_attribute ON attrelid = ours.oid, aclexplode(attacl) GROUP BY 1, 2, 3
       UNION ALL
       SELECT grantee, 'function ' || p.oid::regprocedure, privilege_type, NULL
         FROM pg_proc p, aclexplode(coalesce(proacl, acldefault('f', proowner)))
         WHERE pronamespace IN ('assent'::regnamespace, 'record'::regnamespace))
     SELECT format('policy %s on %s: %s, %s, to %s, using %s, check %s', policyname, tablename, lower(permissive), lower(cmd),
         array_to_string(roles, ', '), coalesce(regexp_replace(qual, '\\s+', ' ', 'g'), '-'), coalesce(with_check, '-')) AS line
       FROM pg_policies WHERE schemaname = 'assent'
     UNION ALL SELECT 'row-level security on ' || relname || CASE WHEN relforcerowsecurity THEN ', forced' ELSE '' END
       FROM ours WHERE relrowsecurity
     UNION ALL SELECT 'view ' || relname || ', owned by ' || pg_get_userbyid(relowner) FROM ours WHERE relkind = 'v'
     UNION ALL SELECT 'security definer ' || oid::regprocedure || ', owned by ' || pg_get_userbyid(proowner)
       FROM pg_proc WHERE pronamespace IN ('assent'::regnamespace, 'record'::regnamespace) AND prosecdef
     UNION ALL SELECT format('grant to %s on %s: %s', coalesce(nullif(grantee, 0)::regrole::text, 'everybody'), what,
         string_agg(lower(privilege_type) || coalesce(' (' || columns || ')', ''), ', ' ORDER BY privilege_type, columns))
       FROM granted WHERE pg_get_userbyid(grantee) <> '${roles.owner}' GROUP BY grantee, what`,
  );
  const named = new Map(Object.entries(roles).map(([role, name]) => [name, role]));
  return found.map((line) => line.replaceAll('"', '').replace(/\w+/g, (word) => named.get(word) ?? word));
}
