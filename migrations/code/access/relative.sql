-- R-13: access of near relatives to the record of somebody who has died.

-- Whether the person has died and has not closed the record to the relatives.
CREATE FUNCTION assent.left_open(person bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT EXISTS (SELECT FROM assent.person p WHERE p.id = $1 AND p.surv_stas = '2' AND p.salt IS NOT NULL)
    AND coalesce((SELECT arrangement FROM assent.after_death WHERE arranging_id = $1 ORDER BY id DESC LIMIT 1), 'OPEN') = 'OPEN' $$;

-- Stores an application that the platform has sealed.
CREATE FUNCTION assent.apply_as_relative(given jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE a assent.relative_application := jsonb_populate_record(NULL::assent.relative_application,
  given || '{"status": "PENDING", "used": 0}');
BEGIN
  PERFORM assent.assert_present(a.created_at);
  INSERT INTO assent.relative_application SELECT a.*;
END $$;

-- Seals the review that this transaction has made, and the application in the state that the review gave it.
CREATE FUNCTION assent.seal_relative_review(wanted uuid, reviewing varchar, review_seal bytea, application_seal bytea)
  RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  UPDATE assent.relative_review SET seal = review_seal
  WHERE application_id = wanted AND reviewer = reviewing AND seal = '' AND xmin = pg_current_xact_id()::xid;
  IF NOT FOUND THEN RAISE EXCEPTION 'application % was not reviewed here', wanted USING ERRCODE = 'check_violation'; END IF;
  UPDATE assent.relative_application SET seal = application_seal WHERE id = wanted;
END $$;

-- Stores what a person arranged, sealed.
CREATE FUNCTION assent.arrange_after_death(given jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE a assent.after_death := jsonb_populate_record(NULL::assent.after_death, given);
BEGIN
  PERFORM assent.assert_present(a.arranged_at);
  INSERT INTO assent.after_death (arranging_id, arrangement, arranged_at, seal)
  VALUES (a.arranging_id, a.arrangement, a.arranged_at, a.seal);
END $$;

-- One of the two reviews that an application needs. The reviewer states whom the papers name, as blind indexes of the number,
-- and of number and name together. The platform compares them and shows the reviewer nobody's data. Verdicts:
--   REVIEWED
--   MISSING   no such application
--   CLOSED    it was decided before
--   ANOTHER   somebody else must review: two different people, and neither is one of the family
--   PAPERS    the papers name other people
--   NOTHING   there is no record that could be opened
CREATE FUNCTION assent.review_relative(wanted uuid, reviewing varchar, approves boolean, why varchar,
  dead bytea, dead_named bytea, kin bytea, kin_named bytea) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE a assent.relative_application; human bytea; t timestamptz;
BEGIN
  IF NOT assent.staff_acts(reviewing, 'REVIEWER') THEN RETURN 'ANOTHER'; END IF;
  SELECT * INTO a FROM assent.relative_application WHERE id = wanted FOR UPDATE;
  IF NOT FOUND THEN RETURN 'MISSING'; END IF;
  t := assent.now();
  IF a.status <> 'PENDING' THEN RETURN 'CLOSED'; END IF;
  SELECT certno_index INTO human FROM assent.staff WHERE code = reviewing;
  IF EXISTS (SELECT FROM assent.person p WHERE p.id IN (a.applicant_id, a.deceased_id) AND p.certno_index = human)
    OR EXISTS (SELECT FROM assent.relative_review r JOIN assent.staff s ON s.code = r.reviewer
               WHERE r.application_id = wanted AND s.certno_index = human)
  THEN RETURN 'ANOTHER'; END IF;
  IF approves THEN
    IF a.deceased_id IS NULL OR NOT assent.left_open(a.deceased_id) THEN RETURN 'NOTHING'; END IF;
    IF assent.find_named_person(dead, dead_named) IS DISTINCT FROM a.deceased_id
      OR assent.find_named_person(kin, kin_named) IS DISTINCT FROM a.applicant_id
    THEN RETURN 'PAPERS'; END IF;
  END IF;
  INSERT INTO assent.relative_review (application_id, reviewer, approved, reason, reviewed_at) VALUES (wanted, reviewing, approves, why, t);
  IF NOT approves THEN
    UPDATE assent.relative_application SET status = 'REFUSED', decided_at = t WHERE id = wanted;
  ELSIF (SELECT count(*) FROM assent.relative_review WHERE application_id = wanted) = 2 THEN
    UPDATE assent.relative_application
    SET status = 'APPROVED', decided_at = t, valid_until = t + make_interval(days => valid_for_days) WHERE id = wanted;
  END IF;
  RETURN 'REVIEWED';
END $$;

-- One access to the record, counted and recorded, within the scope and term that two reviewers approved.
CREATE FUNCTION assent.open_relative(wanted uuid, reader bigint, asked jsonb, strength varchar,
  OUT verdict text, OUT entry_id bigint, OUT use_number integer, OUT at timestamptz)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE a assent.relative_application;
BEGIN
  SELECT * INTO a FROM assent.relative_application WHERE id = wanted AND applicant_id = reader FOR UPDATE;
  IF NOT FOUND THEN verdict := 'MISSING'; RETURN; END IF;
  at := assent.now();
  IF a.status <> 'APPROVED' THEN verdict := a.status; RETURN; END IF;
  IF at >= a.valid_until THEN verdict := 'EXPIRED'; RETURN; END IF;
  IF NOT assent.left_open(a.deceased_id) OR NOT assent.account_is_open(reader) THEN verdict := 'CLOSED'; RETURN; END IF;
  IF EXISTS (SELECT FROM jsonb_array_elements(asked) AS x WHERE NOT a.items @> jsonb_build_array(x))
  THEN verdict := 'WIDER'; RETURN; END IF;
  IF a.used >= a.max_uses THEN verdict := 'EXHAUSTED'; RETURN; END IF;
  UPDATE assent.relative_application SET used = a.used + 1 WHERE id = wanted;
  use_number := a.used + 1;
  INSERT INTO assent.ledger_entry (kind, at, person_id, reader_id, opens, opens_from, content)
  SELECT 'RELATIVE_ACCESS', open_relative.at, a.deceased_id, reader, assent.items_shown(asked),
    assent.first_day('DECEASED_KIN_QUERY', open_relative.at), jsonb_build_object('purpose', 'DECEASED_KIN_QUERY',
      'application', wanted, 'relation', a.relation, 'items', asked, 'strength', strength, 'useNumber', use_number,
      'maxUses', a.max_uses, 'reviewers', (SELECT jsonb_agg(reviewer ORDER BY reviewed_at) FROM assent.relative_review WHERE application_id = wanted))
    || assent.own_subject(a.deceased_id, NULL, gen_random_uuid())
  RETURNING id INTO entry_id;
  verdict := 'OPEN';
END $$;
