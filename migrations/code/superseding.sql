-- R-07: terms never change, so other terms are a newer grant, which takes the place of the older one.

-- The grants that end when this request is granted: of the same recipient and subject, those that were given for the same
-- purpose and reference (no reference equals no reference), and the one that the request names.
CREATE FUNCTION assent.grants_replaced_by(r assent.consent_request) RETURNS SETOF assent.consent_grant
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT older.* FROM assent.consent_grant older JOIN assent.consent_request q ON q.id = older.request_id
  WHERE older.recipient_code = r.recipient_code AND q.id <> r.id
    AND (older.person_id = r.person_id OR older.provider_id = r.provider_id)
    AND (older.id = r.replaces OR (older.purpose = r.purpose AND q.reference IS NOT DISTINCT FROM r.reference))
    AND NOT assent.grant_has_ended(older, assent.now()) $$;

-- Ends them, in the transaction in which the newer grant begins to hold, and returns their ids. A grant that waits
-- for a guardian does not hold yet, and ends nothing before a guardian confirms it (R-11).
CREATE FUNCTION assent.supersede_older(newer uuid) RETURNS SETOF uuid
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE g assent.consent_grant; r assent.consent_request; older assent.consent_grant; wanted uuid; t timestamptz;
BEGIN
  SELECT * INTO g FROM assent.consent_grant WHERE id = newer;
  SELECT * INTO r FROM assent.consent_request WHERE id = g.request_id;
  IF g.id IS NULL OR assent.grant_has_ended(g, assent.now())
    OR EXISTS (SELECT FROM assent.guarded_grant WHERE grant_id = newer AND awaits_since IS NOT NULL)
  THEN RETURN; END IF;
  FOR wanted IN
    SELECT o.id FROM assent.grants_replaced_by(r) o WHERE (o.valid_from, o.id) < (g.valid_from, g.id) ORDER BY o.id
  LOOP
    -- Its redemptions hold the same lock: each comes before the end, or is refused.
    SELECT * INTO older FROM assent.consent_grant WHERE id = wanted FOR UPDATE;
    t := assent.now();
    CONTINUE WHEN assent.grant_has_ended(older, t);
    UPDATE assent.consent_grant SET superseded_at = t, superseded_by = newer WHERE id = wanted;
    PERFORM assent.record_grant(wanted, 'GRANT_SUPERSEDED',
      assent.role_of_grantor(older) || jsonb_build_object('supersededBy', newer));
    RETURN NEXT wanted;
  END LOOP;
END $$;
