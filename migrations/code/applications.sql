-- Applications of institutions (数据申请). The platform seals each row; these functions store it, and hold which state may follow
-- which, whoever calls them.

CREATE FUNCTION assent.application_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  step text := OLD.status || ' ' || NEW.status;
  may_edit boolean := OLD.status IN ('DRAFT', 'RETURNED');
BEGIN
  IF (to_jsonb(OLD) - 'seal') = (to_jsonb(NEW) - 'seal') THEN RETURN NEW; END IF;
  IF step NOT IN ('DRAFT DRAFT', 'DRAFT SUBMITTED', 'DRAFT WITHDRAWN', 'SUBMITTED IN_REVIEW', 'SUBMITTED WITHDRAWN',
      'IN_REVIEW IN_REVIEW', 'IN_REVIEW RETURNED', 'IN_REVIEW REFUSED', 'IN_REVIEW APPROVED', 'RETURNED RETURNED', 'RETURNED SUBMITTED')
    -- It is returned once, with everything that is missing.
    OR step = 'IN_REVIEW RETURNED' AND OLD.returned_at IS NOT NULL
    OR step <> 'IN_REVIEW RETURNED' AND (OLD.returned_at, OLD.returned_for) IS DISTINCT FROM (NEW.returned_at, NEW.returned_for)
    OR OLD.status = 'RETURNED' AND assent.now() >= OLD.returned_at + make_interval(days => assent.application_lapse_days())
    OR (OLD.id, OLD.uscc, OLD.name, OLD.kind, OLD.begun_by, OLD.created_at) IS DISTINCT FROM
       (NEW.id, NEW.uscc, NEW.name, NEW.kind, NEW.begun_by, NEW.created_at)
    OR NOT may_edit AND (OLD.contact, OLD.jwks, OLD.purposes, OLD.answers, OLD.edited_at) IS DISTINCT FROM
       (NEW.contact, NEW.jwks, NEW.purposes, NEW.answers, NEW.edited_at)
    OR OLD.recipient_code IS DISTINCT FROM NEW.recipient_code AND (OLD.recipient_code IS NOT NULL OR NEW.status <> 'APPROVED')
  THEN RAISE EXCEPTION 'application % may not change so', OLD.id USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER application_stays BEFORE UPDATE ON assent.application FOR EACH ROW EXECUTE FUNCTION assent.application_stays();

-- A draft is forgotten, and what was decided is kept for three years. One that made an agreement stays with it.
CREATE FUNCTION assent.application_is_forgotten(a assent.application) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN a.status = 'DRAFT' THEN a.edited_at <= assent.now() - make_interval(days => assent.draft_days())
    WHEN a.status IN ('REFUSED', 'WITHDRAWN') THEN a.decided_at <= assent.now() - interval '3 years'
    WHEN a.status = 'RETURNED'
      THEN a.returned_at <= assent.now() - make_interval(years => 3, days => assent.application_lapse_days())
    ELSE false END $$;

CREATE FUNCTION assent.application_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT assent.application_is_forgotten(OLD)
  THEN RAISE EXCEPTION 'application % is kept', OLD.id USING ERRCODE = 'check_violation'; END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER application_is_kept BEFORE DELETE ON assent.application FOR EACH ROW EXECUTE FUNCTION assent.application_is_kept();

-- Deletes what is forgotten, with its documents.
CREATE FUNCTION assent.forget_applications() RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  DELETE FROM assent.application a WHERE assent.application_is_forgotten(a) $$;

-- An application with its seal, held until the transaction ends. None, if it is forgotten.
CREATE FUNCTION assent.lock_application(wanted uuid) RETURNS jsonb
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT to_jsonb(a) FROM assent.application a WHERE id = wanted AND NOT assent.application_is_forgotten(a) FOR UPDATE $$;

-- Stores a sealed application: a new draft, or the next state of one. A draft comes only while the person has fewer than `most` that
-- are not decided; false: they have as many. An approval comes with its act, which this transaction has confirmed.
CREATE FUNCTION assent.store_application(given jsonb, most integer) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE a assent.application := jsonb_populate_record(NULL::assent.application, given);
BEGIN
  IF a.status = 'APPROVED' AND NOT EXISTS (
    SELECT FROM assent.officer_act o WHERE o.id = a.act_id AND o.kind = 'APPROVE_APPLICATION' AND o.subject = a.id::text
      AND o.confirmed_at IS NOT NULL AND o.xmin = pg_current_xact_id()::xid)
  THEN RAISE EXCEPTION 'nobody has approved application %', a.id USING ERRCODE = 'check_violation'; END IF;
  UPDATE assent.application SET status = a.status, recipient_code = a.recipient_code, contact = a.contact, jwks = a.jwks,
    purposes = a.purposes, answers = a.answers, returned_for = a.returned_for, refused_for = a.refused_for, taken_by = a.taken_by,
    act_id = a.act_id, edited_at = a.edited_at, submitted_at = a.submitted_at, due_at = a.due_at, returned_at = a.returned_at,
    decided_at = a.decided_at, seal = a.seal
  WHERE id = a.id;
  IF FOUND THEN RETURN true; END IF;
  PERFORM assent.assert_present(a.created_at);
  IF a.status <> 'DRAFT' THEN RAISE EXCEPTION 'an application begins as a draft' USING ERRCODE = 'check_violation'; END IF;
  -- Of two at once the second sees the first.
  PERFORM pg_advisory_xact_lock(hashtextextended('applications of ' || a.begun_by, 0));
  IF (SELECT count(*) FROM assent.application o WHERE o.begun_by = a.begun_by AND o.decided_at IS NULL
      AND NOT assent.application_is_forgotten(o)
      AND (o.status <> 'RETURNED' OR assent.now() < o.returned_at + make_interval(days => assent.application_lapse_days()))) >= most
  THEN RETURN false; END IF;
  INSERT INTO assent.application SELECT a.*;
  RETURN true;
END $$;

-- Whether this employee is the human who began the application: nobody decides on their own.
CREATE FUNCTION assent.is_own_application(wanted uuid, employee varchar) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT EXISTS (SELECT FROM assent.application a JOIN assent.person p ON p.id = a.begun_by
    JOIN assent.staff s ON s.certno_index = p.certno_index WHERE a.id = wanted AND s.code = employee) $$;

-- Keeps a sealed document and its encrypted file, in the place of an earlier one of its kind.
CREATE FUNCTION assent.keep_application_document(given jsonb, content bytea) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE d assent.application_document := jsonb_populate_record(NULL::assent.application_document, given);
BEGIN
  PERFORM assent.assert_present(d.uploaded_at);
  PERFORM FROM assent.application a WHERE a.id = d.application_id AND a.decided_at IS NULL
    AND (a.status IN ('DRAFT', 'RETURNED') OR d.kind = 'SEALED_AGREEMENT') FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'application % takes no documents', d.application_id USING ERRCODE = 'check_violation'; END IF;
  INSERT INTO assent.application_document SELECT d.*
  ON CONFLICT (application_id, kind) DO UPDATE SET media_type = EXCLUDED.media_type, digest = EXCLUDED.digest,
    bytes = EXCLUDED.bytes, valid_until = EXCLUDED.valid_until, uploaded_at = EXCLUDED.uploaded_at, seal = EXCLUDED.seal
  WHERE application_document.id = EXCLUDED.id;
  IF NOT FOUND THEN RAISE EXCEPTION 'a document keeps its id' USING ERRCODE = 'check_violation'; END IF;
  INSERT INTO assent.application_file VALUES (d.id, content)
  ON CONFLICT (document_id) DO UPDATE SET sealed_content = EXCLUDED.sealed_content;
END $$;

CREATE FUNCTION assent.application_file_content(wanted uuid) RETURNS bytea
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT sealed_content FROM assent.application_file WHERE document_id = wanted $$;

-- The files that the master key of another version encrypts, and one encrypted again, for whoever rotates the key. A file names
-- the version after its salt of 16 bytes.
CREATE FUNCTION assent.files_of_other_keys(version integer, most integer) RETURNS TABLE (document_id uuid, sealed_content bytea)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT f.document_id, f.sealed_content FROM assent.application_file f WHERE get_byte(f.sealed_content, 16) < version LIMIT most $$;

CREATE FUNCTION assent.encrypt_file_again(wanted uuid, content bytea) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  UPDATE assent.application_file SET sealed_content = content WHERE document_id = wanted $$;
