-- The facts by which consent/gate/decide.ts judges, for many grants in one query. Terms never change and may be cached; what
-- may change is judged again by redeem() under the grant's lock.
-- `answered`: the idempotency keys used before, or null if there are too many of them.
CREATE FUNCTION assent.facts_of_grants(wanted uuid[])
  RETURNS TABLE (grant_row jsonb, recipient jsonb, agreement jsonb, choices jsonb, answered varchar[],
    raised_items jsonb, guarding jsonb, set_back boolean, standing text, at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  -- Any number of grants is asked for at a time. PostgreSQL reckons a plan for exactly that number cheaper and made a new
  -- one for each call, which took longer than the query.
  SET plan_cache_mode = force_generic_plan AS $$
  SELECT to_jsonb(g), to_jsonb(r), to_jsonb(a),
    (SELECT jsonb_agg(jsonb_build_object('kind', c.kind, 'recordId', c.record_id))
     FROM assent.protected_record_choice c WHERE c.grant_id = g.id),
    CASE WHEN g.used <= 100 THEN ARRAY(SELECT d.idempotency_key FROM assent.disclosure d WHERE d.grant_id = g.id) END,
    -- Nearly free as long as no level was ever raised (R-07).
    CASE WHEN EXISTS (SELECT FROM assent.raised_item) THEN (
      SELECT jsonb_agg(jsonb_build_object('raised', s.raised, 'confirmation', s.confirmation))
      FROM assent.raised_items(ARRAY[g.id]) AS s) END,
    -- That it needs a guardian, and the consent of one who has not lost the power (R-10, R-11).
    (SELECT jsonb_build_object('need', to_jsonb(n), 'consent',
        (SELECT to_jsonb(c) FROM assent.guardian_consent c WHERE c.grant_id = n.grant_id AND c.lost_at IS NULL))
     FROM assent.guarded_grant n WHERE n.grant_id = g.id),
    -- The ledger tells a revocation or a suspension that the row no longer shows: somebody has brought an earlier row back.
    (g.revoked_at IS NULL AND EXISTS (SELECT FROM assent.ledger_entry e WHERE e.grant_id = g.id AND e.kind = 'GRANT_REVOKED'))
      OR (r.suspended_at IS NULL AND coalesce((
        SELECT e.kind = 'RECIPIENT_SUSPENDED' FROM assent.ledger_entry e
        WHERE e.recipient_code = r.code AND e.kind IN ('RECIPIENT_SUSPENDED', 'RECIPIENT_REINSTATED') ORDER BY e.id DESC LIMIT 1), false)),
    assent.grant_standing(g, t.now), t.now
  FROM assent.consent_grant g
  JOIN assent.recipient r ON r.code = g.recipient_code
  LEFT JOIN assent.agreement a ON a.recipient_code = g.recipient_code
  CROSS JOIN (SELECT assent.now()) AS t (now)
  WHERE g.id = ANY (wanted) $$;
