-- WHETHER A GRANT MAY BE USED, and the one reason why not. Nothing else judges this: redemptions, re-reads, lists, notices
-- and the facts that consent/gate/decide.ts explains a refusal by all ask standing_of() or grant_standing().

-- Whether a grant needs the consent of a guardian (R-10, R-11) and has none at time t. `brdy` is the ward's.
CREATE FUNCTION assent.lacks_guardian(g assent.consent_grant, until_age integer, brdy date, t timestamptz) RETURNS boolean
  LANGUAGE plpgsql STABLE AS $$
DECLARE age CONSTANT integer := assent.age_at(brdy, t);
BEGIN
  -- No purpose of this grant needs a guardian. But a grant that somebody else gave for a child must be a guardian's.
  IF until_age IS NULL THEN RETURN g.grantor_id <> g.person_id AND age < assent.own_act_age(); END IF;
  -- Adults' own grants need nobody.
  IF g.grantor_id = g.person_id AND age >= assent.adult_age() THEN RETURN false; END IF;
  RETURN NOT EXISTS (
    SELECT FROM assent.guardian_consent c
    WHERE c.grant_id = g.id AND c.lost_at IS NULL AND assent.guards(c.guardian_id, g.person_id, until_age, t));
END $$;

-- Null if the grant may be used at time t, otherwise the first reason that applies:
--   REVOKED              the person revoked it (R-06)
--   SUPERSEDED           a newer grant replaces it (R-07)
--   EXPIRED              its time is over (R-09)
--   NOT_YET_VALID        its time has not begun
--   SUSPENDED            it is suspended: by a freeze, for want of a guardian, because the person died
--   RECIPIENT_SUSPENDED  its recipient is suspended (R-34)
--   DECEASED             the person has died (R-13)
--   MINOR                a child under 14 gave it; age counts at each use (R-10)
--   UNGUARDED            it needs a guardian's consent and has none (R-11)
--   EXHAUSTED            all its uses are taken (R-09)
--   DAY_FULL             all its uses of today are taken (R-09); the day is the city's
--                        a person whose identity is under review counts as suspended too (identity-review.sql)
-- The order matters: what is final comes before what may pass, and EXHAUSTED and DAY_FULL come last, because a retry of an
-- answered use and a re-read need no use. Every redemption asks this three times: as a function in FROM it becomes a part of
-- the query that asks, and needs none of its own. One row for every grant.
CREATE FUNCTION assent.standing_of(g assent.consent_grant, t timestamptz) RETURNS TABLE (standing text) LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN g.revoked_at IS NOT NULL THEN 'REVOKED'
    WHEN g.superseded_at IS NOT NULL THEN 'SUPERSEDED'
    WHEN t >= g.valid_until THEN 'EXPIRED'
    WHEN t < g.valid_from THEN 'NOT_YET_VALID'
    WHEN g.suspended_at IS NOT NULL THEN 'SUSPENDED'
    WHEN r.suspended_at IS NOT NULL THEN 'RECIPIENT_SUSPENDED'
    WHEN p.held_since IS NOT NULL THEN 'SUSPENDED'
    WHEN p.surv_stas = '2' THEN 'DECEASED'
    WHEN g.grantor_id = g.person_id AND assent.age_at(p.brdy, t) < assent.own_act_age() THEN 'MINOR'
    -- Most grants are an adult's own and need no guardian.
    WHEN (n.until_age IS NOT NULL OR g.grantor_id <> g.person_id) AND assent.lacks_guardian(g, n.until_age, p.brdy, t) THEN 'UNGUARDED'
    WHEN g.used >= g.max_uses THEN 'EXHAUSTED'
    WHEN g.used_on = assent.city_day(t) AND g.used_that_day >= g.max_uses_per_day THEN 'DAY_FULL' END
  FROM (VALUES (true)) AS one
  LEFT JOIN assent.recipient r ON r.code = g.recipient_code
  LEFT JOIN assent.person p ON p.id = g.person_id
  -- Grants of a provider's data need no guardian.
  LEFT JOIN assent.guarded_grant n ON n.grant_id = g.id AND g.person_id IS NOT NULL $$;

-- The same as a value.
CREATE FUNCTION assent.grant_standing(g assent.consent_grant, t timestamptz) RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT s.standing FROM assent.standing_of(g, t) AS s $$;

-- Whether what was recorded under a grant may still be read. Reading needs no use.
CREATE FUNCTION assent.grant_still_opens(wanted uuid) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE t CONSTANT timestamptz := assent.now(); standing text;
BEGIN
  SELECT s.standing INTO standing FROM assent.consent_grant g CROSS JOIN LATERAL assent.standing_of(g, t) AS s WHERE g.id = wanted;
  RETURN FOUND AND coalesce(standing IN ('EXHAUSTED', 'DAY_FULL'), true);
END $$;

-- Whether the grant is over for good: nothing lets it be used again.
CREATE FUNCTION assent.grant_has_ended(g assent.consent_grant, t timestamptz) RETURNS boolean LANGUAGE sql STABLE
  AS $$ SELECT coalesce(assent.grant_standing(g, t) IN ('REVOKED', 'SUPERSEDED', 'EXPIRED'), false) $$;

-- The status that the API shows (GrantStatus): SUSPENDED whenever a redemption would be refused for the time being.
CREATE FUNCTION assent.grant_status(g assent.consent_grant, t timestamptz) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT CASE
    WHEN s IS NULL OR s = 'DAY_FULL' THEN 'ACTIVE'
    WHEN s IN ('REVOKED', 'SUPERSEDED', 'EXPIRED', 'EXHAUSTED') THEN s
    ELSE 'SUSPENDED' END
  FROM assent.grant_standing(g, t) AS s $$;
