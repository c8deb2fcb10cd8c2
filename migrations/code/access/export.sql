-- Like open_own(), for one page of an export (R-24, R-25): each page is recorded before it is sent.
CREATE FUNCTION assent.open_export(reader bigint, asked jsonb, strength varchar, format varchar,
  OUT opened boolean, OUT entry_id bigint) LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  IF strength <> 'FACE' OR NOT EXISTS (SELECT FROM assent.person p WHERE p.id = reader AND p.surv_stas <> '2')
  THEN opened := false; RETURN; END IF;
  INSERT INTO assent.ledger_entry (kind, at, person_id, opens, content)
  VALUES ('OWN_EXPORT', assent.now(), reader, assent.items_shown(asked),
    jsonb_build_object('items', asked, 'strength', strength, 'format', format)
      || assent.own_subject(reader, NULL, gen_random_uuid()))
  RETURNING id INTO entry_id;
  opened := true;
END $$;
