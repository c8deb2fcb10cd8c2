-- What the import has left for those who serve to know.

-- When an import last ended without too many rejects.
CREATE FUNCTION assent.last_import() RETURNS timestamptz
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT max(finished_at) FROM assent.import_run WHERE outcome = 'COMPLETE' $$;

-- Up to which moment each table of the data center shows its source.
CREATE FUNCTION assent.newest_records() RETURNS TABLE (name varchar, as_of timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT one, max(coalesce(r.as_of, r.finished_at)) FROM assent.import_run r, unnest(r.tables) AS one
  WHERE r.outcome = 'COMPLETE' GROUP BY one $$;

-- The tables whose rows other rules have imported (schema/rules-version.ts), of those on which these rules act.
CREATE FUNCTION assent.tables_of_other_rules(current integer) RETURNS varchar[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT ARRAY(
    SELECT t.name FROM unnest(ARRAY['basic_identity', 'encounter', 'expense_line', 'filing', 'special_benefit']::varchar[]) AS t (name)
    CROSS JOIN LATERAL (
      SELECT rules_version FROM assent.import_run WHERE t.name = ANY (tables) ORDER BY id DESC LIMIT 1) AS latest
    WHERE latest.rules_version <> current) $$;
