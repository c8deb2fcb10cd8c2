-- Objections (R-24, R-26). No role that serves reads or writes the table: each of these functions shows one person's rows, or to
-- an officer those that wait for an answer, and writes the entry of what it does.

-- An answer is given once, and nothing else of an objection ever changes but that its texts are erased.
CREATE FUNCTION assent.objection_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(OLD) - '{sealed_text,sealed_answer,answered_at,answered_by}'::text[])
      IS DISTINCT FROM (to_jsonb(NEW) - '{sealed_text,sealed_answer,answered_at,answered_by}'::text[])
    OR OLD.answered_at IS NOT NULL AND (OLD.answered_at, OLD.answered_by) IS DISTINCT FROM (NEW.answered_at, NEW.answered_by)
  THEN RAISE EXCEPTION 'objection % may not change so', OLD.id USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER objection_stays BEFORE UPDATE ON assent.objection FOR EACH ROW EXECUTE FUNCTION assent.objection_stays();
CREATE TRIGGER objection_is_kept BEFORE DELETE ON assent.objection FOR EACH ROW EXECUTE FUNCTION assent.refuse_change();

-- Whether this person decides on a grant: it is theirs, a ward's, or that of a provider they represent.
CREATE FUNCTION assent.decides_on(person bigint, wanted uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT EXISTS (SELECT FROM assent.consent_grant g WHERE g.id = wanted AND (g.person_id = person
    OR assent.guards(person, g.person_id, assent.adult_age(), assent.now())
    OR g.provider_id IN (SELECT assent.represented_providers(person)))) $$;

-- Files an objection. Verdicts: FILED; MISSING, the target is not the person's; else seconds until another may be filed.
CREATE FUNCTION assent.file_objection(given jsonb, most integer) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE o assent.objection := jsonb_populate_record(NULL::assent.objection, given); earliest timestamptz;
BEGIN
  PERFORM assent.assert_present(o.raised_at);
  -- Of two at once the second sees the first.
  PERFORM pg_advisory_xact_lock(hashtextextended('objections of ' || o.person_id, 0));
  IF o.about = 'GRANT' AND NOT assent.decides_on(o.person_id, o.target::uuid)
    OR o.about = 'DISCLOSURE' AND NOT EXISTS (
      SELECT FROM assent.disclosure d WHERE d.id = o.target::uuid AND assent.decides_on(o.person_id, d.grant_id))
  THEN RETURN 'MISSING'; END IF;
  SELECT raised_at INTO earliest FROM assent.objection
  WHERE person_id = o.person_id AND raised_at > assent.now() - interval '1 day' ORDER BY raised_at DESC OFFSET most - 1 LIMIT 1;
  IF FOUND THEN RETURN ceil(extract(epoch FROM earliest + interval '1 day' - assent.now()))::text; END IF;
  INSERT INTO assent.objection (id, person_id, about, target, sealed_text, raised_at, due_at)
  VALUES (o.id, o.person_id, o.about, o.target, o.sealed_text, o.raised_at, o.due_at);
  INSERT INTO assent.ledger_entry (kind, at, person_id, content)
  VALUES ('OBJECTION_FILED', o.raised_at, o.person_id, jsonb_build_object('about', o.about, 'object', o.id)
    || assent.own_subject(o.person_id, NULL, gen_random_uuid()));
  RETURN 'FILED';
END $$;

-- A person's objections, newest first, from after this one on.
CREATE FUNCTION assent.objections_of(person bigint, after_at timestamptz, after_id uuid, most integer)
  RETURNS SETOF assent.objection LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT * FROM assent.objection o WHERE o.person_id = person AND (after_at IS NULL OR (o.raised_at, o.id) < (after_at, after_id))
  ORDER BY o.raised_at DESC, o.id DESC LIMIT most $$;

-- Those of everybody that wait for an answer, newest first. Of erased people nobody can answer any.
CREATE FUNCTION assent.open_objections(after_at timestamptz, after_id uuid, most integer)
  RETURNS SETOF assent.objection LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT * FROM assent.objection o
  WHERE o.answered_at IS NULL AND o.sealed_text IS NOT NULL AND (after_at IS NULL OR (o.raised_at, o.id) < (after_at, after_id))
  ORDER BY o.raised_at DESC, o.id DESC LIMIT most $$;

-- One of them, for the officer who answers it; others wait.
CREATE FUNCTION assent.lock_objection(wanted uuid) RETURNS SETOF assent.objection
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT * FROM assent.objection WHERE id = wanted AND sealed_text IS NOT NULL FOR UPDATE $$;

-- Answers an objection, records it and tells the person by a sealed message. False: it was answered before.
CREATE FUNCTION assent.answer_objection(wanted uuid, officer varchar, answer bytea, message jsonb) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE o assent.objection;
BEGIN
  UPDATE assent.objection SET sealed_answer = answer, answered_by = officer, answered_at = assent.now()
  WHERE id = wanted AND answered_at IS NULL AND sealed_text IS NOT NULL RETURNING * INTO o;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO assent.ledger_entry (kind, at, person_id, content)
  VALUES ('OBJECTION_ANSWERED', o.answered_at, o.person_id,
    jsonb_build_object('about', o.about, 'object', o.id, 'staff', officer, 'role', 'OFFICER')
      || assent.own_subject(o.person_id, NULL, gen_random_uuid()));
  PERFORM assent.queue_message(message);
  RETURN true;
END $$;

-- The encrypted texts of these people, and the same encrypted again, for whoever rotates the master key.
CREATE FUNCTION assent.sealed_objections(people bigint[])
  RETURNS TABLE (id uuid, sealed_text bytea, sealed_answer bytea)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT o.id, o.sealed_text, o.sealed_answer FROM assent.objection o WHERE o.person_id = ANY (people) AND o.sealed_text IS NOT NULL $$;

CREATE FUNCTION assent.seal_objection_again(wanted uuid, new_text bytea, new_answer bytea) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  UPDATE assent.objection SET sealed_text = new_text, sealed_answer = new_answer
  WHERE id = wanted AND sealed_text IS NOT NULL AND (sealed_answer IS NULL) = (new_answer IS NULL) AND new_text IS NOT NULL $$;
