-- Why a grant may not be used now.

-- The words of GrantStatus, for lists. consent/grants/grant.ts says the same; a test holds the two together.
CREATE FUNCTION assent.grant_status(g assent.consent_grant, at timestamptz) RETURNS text
  LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN g.revoked_at IS NOT NULL THEN 'REVOKED'
    WHEN g.superseded_at IS NOT NULL THEN 'SUPERSEDED'
    WHEN at >= g.valid_until THEN 'EXPIRED'
    WHEN g.suspended_at IS NOT NULL THEN 'SUSPENDED'
    WHEN g.used >= g.max_uses THEN 'EXHAUSTED'
    ELSE 'ACTIVE' END $$;

-- Why a grant may not be used now: the word of a guardian that it needs is missing.
CREATE FUNCTION assent.unguarded(g assent.consent_grant, t timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE needed_until smallint; age integer;
BEGIN
  IF g.person_id IS NULL THEN RETURN false; END IF;
  SELECT until_age INTO needed_until FROM assent.guarded_grant WHERE grant_id = g.id;
  -- Every redemption comes by here: what a person gave and no guardian is asked about ends here.
  IF needed_until IS NULL AND g.grantor_id = g.person_id THEN RETURN false; END IF;
  SELECT assent.age_at(p.brdy, t) INTO age FROM assent.person p WHERE p.id = g.person_id;
  -- R-10: whoever else gives a child's data away is no guardian.
  IF needed_until IS NULL THEN RETURN age < 14; END IF;
  -- From 18 one's own act stands alone.
  IF g.grantor_id = g.person_id AND age >= 18 THEN RETURN false; END IF;
  RETURN NOT EXISTS (
    SELECT FROM assent.guardian_consent c
    WHERE c.grant_id = g.id AND c.lost_at IS NULL AND assent.guards(c.guardian_id, g.person_id, needed_until, t));
END $$;

-- Why a grant may not be used now, other than by its own columns.
CREATE FUNCTION assent.barred(g assent.consent_grant, t timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT FROM assent.recipient r WHERE r.code = g.recipient_code AND r.suspended_at IS NOT NULL)
    OR EXISTS (SELECT FROM assent.person p WHERE p.id = g.person_id AND (p.surv_stas = '2'
         -- R-10: under 14 only a guardian's grant stands; age counts at each call.
         OR (g.grantor_id = g.person_id AND extract(year FROM age((t AT TIME ZONE 'Asia/Shanghai')::date, p.brdy)) < 14)))
    OR assent.unguarded(g, t);
END $$;
