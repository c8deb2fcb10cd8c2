-- Days, ages and the form of a timestamp in the ledger. assent.now() itself is in tables/0001_foundation.sql.

-- Days are those of the city.
CREATE FUNCTION assent.today() RETURNS date LANGUAGE sql STABLE
  RETURN (assent.now() AT TIME ZONE 'Asia/Shanghai')::date;

-- The platform states the time of a row that it seals. It may state only the present one, by the database's clock.
CREATE FUNCTION assent.assert_present(stated timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF abs(extract(epoch FROM assent.now() - stated)) > 5 OR stated IS NULL THEN
    RAISE EXCEPTION 'a row is not of another time' USING ERRCODE = 'check_violation';
  END IF;
END $$;

-- The first day that a purpose may read, at a time; null if there is no limit. Counted in UTC days, of which none is after the
-- city's, so that the period is never too short.
CREATE FUNCTION assent.first_day(wanted varchar, t timestamptz) RETURNS date LANGUAGE sql STABLE
  AS $$ SELECT ((t AT TIME ZONE 'UTC')::date - make_interval(months => months))::date FROM assent.purpose_lookback WHERE purpose = wanted $$;

-- Full years of age, counted in the city's days. Of timestamps without a zone, so that PostgreSQL puts it into the place of a
-- call: with a zone it would depend on the session.
CREATE FUNCTION assent.age_at(brdy date, t timestamptz) RETURNS integer LANGUAGE sql IMMUTABLE
  AS $$ SELECT extract(year FROM age((t AT TIME ZONE 'Asia/Shanghai')::date::timestamp, brdy::timestamp))::integer $$;

-- The first moment at which age_at() gives this age. For somebody born on 29 February that is 1 March in other years.
CREATE FUNCTION assent.birthday(brdy date, years integer) RETURNS timestamptz LANGUAGE sql IMMUTABLE
  AS $$ SELECT ((date_trunc('month', brdy::timestamp) + make_interval(years => years, days => extract(day FROM brdy)::integer - 1))
                AT TIME ZONE 'Asia/Shanghai') $$;

-- RFC 3339 in UTC with microseconds: the one form in which the ledger writes a time.
CREATE FUNCTION assent.iso_timestamp(t timestamptz) RETURNS text LANGUAGE sql IMMUTABLE
  AS $$ SELECT to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;
