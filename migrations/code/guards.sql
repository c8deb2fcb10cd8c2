-- Who acts for whom (R-10, R-11).

-- Whether this guardian acts for this ward at time t. `enddate` is the first day on which the guardianship is over. A
-- court may appoint a guardian for an adult without capacity (民法典 24, 28); every other guardianship ends at the ward's
-- age `until_age` at the latest.
CREATE FUNCTION assent.guards(guardian bigint, ward bigint, until_age integer, t timestamptz) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM assent.guardianship s
    JOIN assent.person w ON w.id = s.ward_id
    JOIN assent.person g ON g.id = s.guardian_id
    WHERE s.ward_id = $2 AND s.guardian_id = $1
      AND s.begndate <= assent.city_day(t)
      AND (s.enddate IS NULL OR assent.city_day(t) < s.enddate)
      AND w.surv_stas <> '2' AND g.surv_stas <> '2'
      AND assent.age_at(g.brdy, t) >= assent.adult_age()
      AND (assent.age_at(w.brdy, t) < until_age OR s.source = 'COURT_DECISION')) $$;

-- When a guardian's power over a ward ends by itself; null when no end is known.
CREATE FUNCTION assent.guardian_power_ends(guardian bigint, ward bigint, until_age integer) RETURNS timestamptz
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT least(assent.day_begins(s.enddate),
    CASE WHEN s.source <> 'COURT_DECISION' THEN assent.birthday(w.brdy, until_age) END)
  FROM assent.guardianship s JOIN assent.person w ON w.id = s.ward_id
  WHERE s.ward_id = $2 AND s.guardian_id = $1 $$;

-- The same, as the role that serves consent may ask: now, and at the ages at which a guardian's power ends. With other ages
-- and times the answers would tell the day of birth.
CREATE FUNCTION assent.guards_now(guardian bigint, ward bigint, until_age integer) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT until_age IN (assent.own_act_age(), assent.adult_age()) AND assent.guards($1, $2, $3, assent.now()) $$;

-- An end that a grant can reach: none lasts longer than a year.
CREATE FUNCTION assent.guardian_power_ends_soon(guardian bigint, ward bigint, until_age integer) RETURNS timestamptz
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT ends FROM assent.guardian_power_ends($1, $2, $3) AS ends
  WHERE until_age IN (assent.own_act_age(), assent.adult_age()) AND ends < assent.now() + interval '366 days' $$;

-- The wards for whom a guardian acts now. Since when, and until when, is in record.guardianship.
CREATE FUNCTION assent.wards(guardian bigint) RETURNS TABLE (ward_id bigint, relation varchar, source varchar)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT s.ward_id, s.relation, s.source FROM assent.guardianship s
  WHERE s.guardian_id = $1 AND assent.guards($1, s.ward_id, assent.adult_age(), assent.now()) ORDER BY s.ward_id $$;

-- What a page calls a person and the wards for whom they act now, encrypted under keys that open nothing else. It is no
-- reading of a record.
CREATE FUNCTION assent.labels(reader bigint) RETURNS TABLE (person_id bigint, sealed_label bytea)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT p.id, p.sealed_label FROM assent.person p
  WHERE p.id = $1 OR p.id IN (SELECT w.ward_id FROM assent.wards($1) w) $$;

-- What a person may do alone: NONE under 14 (R-10) or where a court has appointed a guardian, LIMITED up to 17 (R-11), else
-- FULL.
CREATE FUNCTION assent.capacity(person bigint) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT CASE
    WHEN assent.age_at(p.brdy, assent.now()) < assent.own_act_age() THEN 'NONE'
    WHEN EXISTS (SELECT FROM assent.guardianship s WHERE s.ward_id = p.id AND s.source = 'COURT_DECISION'
                 AND assent.guards(s.guardian_id, p.id, assent.adult_age(), assent.now())) THEN 'NONE'
    WHEN assent.age_at(p.brdy, assent.now()) < assent.adult_age() THEN 'LIMITED'
    ELSE 'FULL' END
  FROM assent.person p WHERE p.id = $1 $$;
