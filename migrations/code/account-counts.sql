-- What waits for a person, in numbers. Nothing of the record is read for it.

-- `to_decide`: requests that have reached this person and are theirs to decide: their own, those to providers whom they
-- represent, and those to wards for whom they decide (R-10). `awaiting`: grants of wards that wait for a guardian (R-11).
-- `active` and `new_uses`: of the person's own grants, and of those of the providers.
CREATE FUNCTION assent.account_counts(reader bigint) RETURNS TABLE (to_decide integer, awaiting integer, active integer, new_uses integer)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE
  t CONSTANT timestamptz := assent.now();
  providers CONSTANT bigint[] := ARRAY(SELECT assent.represented_providers(reader));
  wards CONSTANT bigint[] := ARRAY(SELECT w.ward_id FROM assent.wards(reader) w);
  decided_for CONSTANT bigint[] := ARRAY(SELECT p FROM unnest(wards || reader) AS p
    WHERE (assent.capacity(p) = 'NONE') = (p <> reader));
  seen CONSTANT timestamptz := coalesce((SELECT s.seen_at FROM assent.uses_seen s WHERE s.person_id = reader), '-infinity');
BEGIN
  SELECT count(*) INTO to_decide FROM assent.consent_request r
  WHERE (r.person_id = ANY (decided_for) OR r.provider_id = ANY (providers))
    AND r.status = 'PENDING' AND r.expires_at > t AND r.delivered_at <= t;
  SELECT count(*) INTO awaiting FROM assent.consent_grant g JOIN assent.guarded_grant n ON n.grant_id = g.id
  WHERE g.person_id = ANY (wards) AND n.awaits_since IS NOT NULL AND assent.guards(reader, g.person_id, n.until_age, t)
    AND NOT assent.grant_has_ended(g, t);
  SELECT count(*) FILTER (WHERE assent.grant_status(g, t) = 'ACTIVE'),
    coalesce(sum((SELECT count(*) FROM assent.disclosure d WHERE d.grant_id = g.id AND d.disclosed_at > seen))
      FILTER (WHERE g.last_used_at > seen), 0)
  INTO active, new_uses FROM assent.consent_grant g
  WHERE g.person_id = reader OR g.provider_id = ANY (providers);
  RETURN NEXT;
END $$;

CREATE FUNCTION assent.mark_uses_seen(reader bigint) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.uses_seen (person_id, seen_at) VALUES (reader, assent.now())
  ON CONFLICT (person_id) DO UPDATE SET seen_at = greatest(uses_seen.seen_at, excluded.seen_at) $$;
