-- One function for each limit of assent.limit, as assent.own_act_age(). PostgreSQL replaces such a call by the number when it
-- plans a query, so that it costs nothing.
DO $$
DECLARE name text; value integer;
BEGIN
  FOR name, value IN SELECT l.name, l.value FROM assent.limit l LOOP
    EXECUTE format('CREATE FUNCTION assent.%I() RETURNS integer LANGUAGE sql IMMUTABLE RETURN %s', name, value);
  END LOOP;
END $$;
