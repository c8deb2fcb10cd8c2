-- Records a re-read. `why`: RETRY of a redemption, or PAGE of what it opened.
CREATE FUNCTION assent.record_reread(g assent.consent_grant, d assent.disclosure, t timestamptz, asked jsonb, why text,
  asserts bytea[] DEFAULT NULL)
  RETURNS bigint LANGUAGE sql VOLATILE AS $$
  INSERT INTO assent.ledger_entry (kind, at, person_id, provider_id, recipient_code, grant_id, disclosure_id, opens, compares,
    asserts, opens_from, opens_to, content)
  SELECT 'REREAD', t, g.person_id, g.provider_id, g.recipient_code, g.id, d.id, o.shown, o.compared,
    asserts, greatest(g.records_from, r.first), least(g.records_to, r.last),
    assent.content_of_use(g, asked, d.use_number, d.operation_digest) || jsonb_build_object('why', why)
  FROM assent.items_opened(asked) AS o LEFT JOIN assent.readable_days(g.purpose, t) AS r ON true
  RETURNING id $$;

-- Reads again what a redemption opened, as for the next page: the same items or fewer, for 15 minutes, while the grant is
-- valid. Verdicts: OPEN; MISSING, no such disclosure; LATE; BLOCKED; WIDER, more than was disclosed or is given still.
CREATE FUNCTION assent.reread(wanted uuid, recipient varchar, asked jsonb, window_seconds integer,
  OUT verdict text, OUT entry_id bigint)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE d assent.disclosure; g assent.consent_grant; t timestamptz;
BEGIN
  SELECT * INTO d FROM assent.disclosure WHERE id = wanted AND recipient_code = recipient;
  IF NOT FOUND THEN verdict := 'MISSING'; RETURN; END IF;
  SELECT * INTO g FROM assent.consent_grant WHERE id = d.grant_id FOR SHARE;
  t := assent.now();
  IF t >= d.disclosed_at + make_interval(secs => least(window_seconds, assent.reread_seconds())) THEN verdict := 'LATE'; RETURN; END IF;
  -- A re-read needs no use.
  IF assent.grant_standing(g, t) NOT IN ('EXHAUSTED', 'DAY_FULL') THEN verdict := 'BLOCKED'; RETURN; END IF;
  IF EXISTS (SELECT FROM jsonb_array_elements(asked) AS a WHERE NOT d.items @> jsonb_build_array(a))
    OR assent.waits(g, asked)
  THEN verdict := 'WIDER'; RETURN; END IF;
  entry_id := assent.record_reread(g, d, t, asked, 'PAGE');
  verdict := 'OPEN';
END $$;
