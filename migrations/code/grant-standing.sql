-- WHETHER A GRANT MAY BE USED, and the one reason why not. Nothing else judges this: redemptions, re-reads, lists, notices
-- and the facts that consent/gate/decide.ts explains a refusal by all ask grant_standing().

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
-- answered use and a re-read need no use. Every redemption runs this function: what the row itself shows is judged first,
-- and the rest needs one query.
CREATE FUNCTION assent.grant_standing(g assent.consent_grant, t timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE recipient_suspended boolean; held boolean; deceased boolean; brdy date; until_age integer;
BEGIN
  IF g.revoked_at IS NOT NULL THEN RETURN 'REVOKED'; END IF;
  IF g.superseded_at IS NOT NULL THEN RETURN 'SUPERSEDED'; END IF;
  IF t >= g.valid_until THEN RETURN 'EXPIRED'; END IF;
  IF t < g.valid_from THEN RETURN 'NOT_YET_VALID'; END IF;
  IF g.suspended_at IS NOT NULL THEN RETURN 'SUSPENDED'; END IF;

  SELECT r.suspended_at IS NOT NULL, p.held_since IS NOT NULL, p.surv_stas = '2', p.brdy, n.until_age
  INTO recipient_suspended, held, deceased, brdy, until_age
  FROM assent.recipient r
  LEFT JOIN assent.person p ON p.id = g.person_id
  LEFT JOIN assent.guarded_grant n ON n.grant_id = g.id
  WHERE r.code = g.recipient_code;
  IF recipient_suspended THEN RETURN 'RECIPIENT_SUSPENDED'; END IF;
  IF g.person_id IS NOT NULL THEN
    IF held THEN RETURN 'SUSPENDED'; END IF;
    IF deceased THEN RETURN 'DECEASED'; END IF;
    IF g.grantor_id = g.person_id AND assent.age_at(brdy, t) < assent.own_act_age() THEN RETURN 'MINOR'; END IF;
    -- Most grants are an adult's own and need no guardian: they end here.
    IF (until_age IS NOT NULL OR g.grantor_id <> g.person_id) AND assent.lacks_guardian(g, until_age, brdy, t)
    THEN RETURN 'UNGUARDED'; END IF;
  END IF;

  IF g.used >= g.max_uses THEN RETURN 'EXHAUSTED'; END IF;
  IF g.used_on = assent.city_day(t) AND g.used_that_day >= g.max_uses_per_day THEN RETURN 'DAY_FULL'; END IF;
  RETURN NULL;
END $$;

-- Whether what was recorded under a grant may still be read. Reading needs no use.
CREATE FUNCTION assent.grant_still_opens(wanted uuid) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE g assent.consent_grant;
BEGIN
  SELECT * INTO g FROM assent.consent_grant WHERE id = wanted;
  RETURN coalesce(assent.grant_standing(g, assent.now()) IN ('EXHAUSTED', 'DAY_FULL'), FOUND);
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
