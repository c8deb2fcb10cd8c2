-- Days, ages and the form of a timestamp in the ledger. assent.now() itself is in tables/0001_foundation.sql.

-- Bodies in the standard's form (RETURN) are resolved when they are defined: a view may call such a function for a role that has
-- no USAGE on this schema.

-- Days are those of the city, and only the two functions here know where that is. consent/kernel/city-time.ts tells the same.
CREATE FUNCTION assent.city_day(t timestamptz) RETURNS date LANGUAGE sql IMMUTABLE
  RETURN (t AT TIME ZONE 'Asia/Shanghai')::date;

-- The moment at which a day begins.
CREATE FUNCTION assent.day_begins(day date) RETURNS timestamptz LANGUAGE sql IMMUTABLE
  RETURN day::timestamp AT TIME ZONE 'Asia/Shanghai';

CREATE FUNCTION assent.today() RETURNS date LANGUAGE sql STABLE
  RETURN assent.city_day(assent.now());

-- The platform states the time of a row that it seals. It may state only the present one, by the database's clock.
CREATE FUNCTION assent.assert_present(stated timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF abs(extract(epoch FROM assent.now() - stated)) > 5 OR stated IS NULL THEN
    RAISE EXCEPTION 'a row is not of another time' USING ERRCODE = 'check_violation';
  END IF;
END $$;

-- The days that a purpose may read, at a time: `first` is null if there is no limit; `last` is today for a purpose that reads only
-- records in force, else null for no limit. No row: no limits. consent/purposes/lookback.ts tells the same.
CREATE FUNCTION assent.readable_days(wanted varchar, t timestamptz) RETURNS TABLE (first date, last date) LANGUAGE sql STABLE
  AS $$ SELECT (assent.city_day(t) - make_interval(months => l.months))::date, CASE WHEN l.months = 0 THEN assent.city_day(t) END
    FROM assent.purpose_lookback l WHERE l.purpose = wanted $$;

CREATE FUNCTION assent.first_day(wanted varchar, t timestamptz) RETURNS date LANGUAGE sql STABLE
  AS $$ SELECT d.first FROM assent.readable_days(wanted, t) AS d $$;
CREATE FUNCTION assent.last_day(wanted varchar, t timestamptz) RETURNS date LANGUAGE sql STABLE
  AS $$ SELECT d.last FROM assent.readable_days(wanted, t) AS d $$;

-- Full years of age. Of timestamps without a zone, so that PostgreSQL puts it into the place of a
-- call: with a zone it would depend on the session.
CREATE FUNCTION assent.age_at(brdy date, t timestamptz) RETURNS integer LANGUAGE sql IMMUTABLE
  RETURN extract(year FROM age(assent.city_day(t)::timestamp, brdy::timestamp))::integer;

-- The first moment at which age_at() gives this age. For somebody born on 29 February that is 1 March in other years.
CREATE FUNCTION assent.birthday(brdy date, years integer) RETURNS timestamptz LANGUAGE sql IMMUTABLE
  RETURN assent.day_begins((date_trunc('month', brdy::timestamp)
                + make_interval(years => years, days => extract(day FROM brdy)::integer - 1))::date);

-- RFC 3339 in UTC with microseconds: the one form in which the ledger writes a time.
CREATE FUNCTION assent.iso_timestamp(t timestamptz) RETURNS text LANGUAGE sql IMMUTABLE
  AS $$ SELECT to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;
