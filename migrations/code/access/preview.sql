-- Whoever decides on a request sees what an approval would give, as the recipient would get it: rows within the request, within
-- the look-back of its purpose, without protected records that were not ticked (R-12). It is an access to one's own record, and
-- the entry says that it was a preview. Not for a guardian of somebody who decides for themselves (R-11).
-- `asked` are items of the request, each as requested or masked; `chosen` names protected records as 'KIND id'.
CREATE FUNCTION assent.open_preview(reader bigint, wanted uuid, asked jsonb, first_record date, last_record date, chosen varchar[],
  strength varchar, OUT opened boolean, OUT entry_id bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE t CONSTANT timestamptz := assent.now(); r assent.consent_request; ward boolean;
BEGIN
  opened := false;
  SELECT * INTO r FROM assent.consent_request q
  WHERE q.id = wanted AND q.status = 'PENDING' AND q.expires_at > t AND q.delivered_at <= t;
  ward := r.person_id IS NOT NULL AND r.person_id <> reader;
  IF r.id IS NULL OR EXISTS (SELECT FROM assent.person p WHERE p.id IN (reader, r.person_id) AND p.surv_stas = '2')
    OR (CASE
      WHEN r.provider_id IS NOT NULL THEN r.provider_id NOT IN (SELECT assent.represented_providers(reader))
      WHEN ward THEN NOT assent.guards(reader, r.person_id, assent.own_act_age(), t)
      ELSE r.person_id IS NULL OR assent.capacity(reader) = 'NONE' END)
    OR NOT assent.is_asked(r.items, asked)
    OR cardinality(chosen) > 0 AND (strength <> 'FACE' OR r.person_id IS DISTINCT FROM reader)
  THEN RETURN; END IF;
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, reader_id, opens, opens_from, opens_to, shares, content)
  VALUES ('OWN_ACCESS', t, r.person_id, r.provider_id, CASE WHEN r.person_id IS DISTINCT FROM reader THEN reader END,
    assent.items_shown(asked), greatest(first_record, r.records_from, assent.first_day(r.purpose, t)),
    least(last_record, r.records_to, assent.last_day(r.purpose, t)), chosen,
    jsonb_build_object('items', asked, 'strength', strength, 'why', 'PREVIEW')
      || CASE WHEN ward THEN '{"role": "GUARDIAN"}' ELSE '{}' END::jsonb
      || assent.own_subject(r.person_id, r.provider_id, gen_random_uuid()))
  RETURNING id INTO entry_id;
  opened := true;
END $$;

-- Whether each of these items is requested, and in this way or in clear.
CREATE FUNCTION assent.is_asked(requested jsonb, asked jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_array_length(asked) > 0 AND NOT EXISTS (SELECT FROM jsonb_array_elements(asked) AS one
    WHERE one->>'delivery' NOT IN ('RETURN', 'MASKED') OR NOT (requested @> jsonb_build_array(one)
      OR (one->>'delivery' = 'MASKED' AND requested @> jsonb_build_array(one || '{"delivery": "RETURN"}')))) $$;
