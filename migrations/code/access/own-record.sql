-- R-24: people read their own record, or that of a provider whom they legally represent.
CREATE FUNCTION assent.open_own(reader bigint, provider bigint, asked jsonb, strength varchar,
  OUT opened boolean, OUT entry_id bigint) LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE subject bigint := CASE WHEN provider IS NULL THEN reader END;
BEGIN
  IF EXISTS (SELECT FROM assent.person p WHERE p.id = reader AND p.surv_stas = '2') THEN opened := false; RETURN; END IF;
  IF provider IS NOT NULL AND provider NOT IN (SELECT assent.represented_providers(reader)) THEN opened := false; RETURN; END IF;
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, reader_id, opens, content)
  VALUES ('OWN_ACCESS', assent.now(), subject, provider, CASE WHEN subject IS NULL THEN reader END, assent.items_shown(asked),
    jsonb_build_object('items', asked, 'strength', strength) || assent.own_subject(subject, provider, gen_random_uuid()))
  RETURNING id INTO entry_id;
  opened := true;
END $$;
