-- R-10, R-24: a guardian reads the record of a ward who is under 14 or has a guardian by a court.
CREATE FUNCTION assent.open_ward(reader bigint, ward bigint, asked jsonb, strength varchar, OUT opened boolean, OUT entry_id bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  IF NOT assent.guards(reader, ward, assent.own_act_age(), assent.now()) THEN opened := false; RETURN; END IF;
  INSERT INTO assent.ledger_entry (kind, at, person_id, reader_id, opens, opens_from, content)
  VALUES ('OWN_ACCESS', assent.now(), ward, reader, assent.items_shown(asked), assent.first_day('GUARDIAN_QUERY', assent.now()),
    jsonb_build_object('items', asked, 'strength', strength, 'role', 'GUARDIAN')
    || assent.own_subject(ward, NULL, gen_random_uuid()))
  RETURNING id INTO entry_id;
  opened := true;
END $$;

-- Opens since when and until when a guardian acts for their wards. For a child these tell the day of birth, so the entry names
-- that item.
CREATE FUNCTION assent.open_guardianships(reader bigint, strength varchar) RETURNS TABLE (ward_id bigint, entry_id bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE asked CONSTANT jsonb := jsonb_build_array(jsonb_build_object('item', 'BRDY',
  'delivery', CASE strength WHEN 'FACE' THEN 'RETURN' ELSE 'MASKED' END));
BEGIN
  FOR ward_id IN SELECT w.ward_id FROM assent.wards(reader) w LOOP
    INSERT INTO assent.ledger_entry (kind, at, person_id, reader_id, opens, content)
    VALUES ('OWN_ACCESS', assent.now(), ward_id, reader, assent.items_shown(asked),
      jsonb_build_object('items', asked, 'strength', strength, 'role', 'GUARDIAN')
      || assent.own_subject(ward_id, NULL, gen_random_uuid()))
    RETURNING id INTO entry_id;
    RETURN NEXT;
  END LOOP;
END $$;
