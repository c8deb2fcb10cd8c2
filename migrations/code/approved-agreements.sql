-- Agreements: how their terms come into force, by a file of the operator or by an act of two officers.

-- The agreement of a recipient with its seal, or null, held until the transaction ends. Nobody else gives it a version meanwhile.
CREATE FUNCTION assent.lock_agreement(wanted varchar) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE a assent.agreement;
BEGIN
  PERFORM FROM assent.recipient WHERE code = wanted FOR UPDATE;
  SELECT * INTO a FROM assent.agreement WHERE recipient_code = wanted FOR UPDATE;
  RETURN CASE WHEN FOUND THEN to_jsonb(a) END;
END $$;

-- Puts sealed terms in force as the next version, with its entry of the ledger. The file of an agreement and the act of two
-- officers both end here. `more`: what the entry says besides.
CREATE FUNCTION assent.apply_agreement(given jsonb, given_version jsonb, more jsonb) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  a assent.agreement := jsonb_populate_record(NULL::assent.agreement, given);
  v assent.agreement_version := jsonb_populate_record(NULL::assent.agreement_version, given_version);
BEGIN
  IF (a.recipient_code, a.version, a.purposes, a.valid_until, a.applied_at) IS DISTINCT FROM
     (v.recipient_code, v.version, v.purposes, v.valid_until, v.applied_at)
  THEN RAISE EXCEPTION 'version % is not the agreement', v.version USING ERRCODE = 'check_violation'; END IF;
  PERFORM assent.assert_present(a.applied_at);
  INSERT INTO assent.agreement AS old SELECT a.*
  ON CONFLICT (recipient_code) DO UPDATE SET version = EXCLUDED.version, purposes = EXCLUDED.purposes,
    valid_until = EXCLUDED.valid_until, applied_at = EXCLUDED.applied_at, seal = EXCLUDED.seal
  WHERE old.version = EXCLUDED.version - 1;
  IF NOT FOUND THEN RAISE EXCEPTION '% is not the next version', a.version USING ERRCODE = 'check_violation'; END IF;
  INSERT INTO assent.agreement_version SELECT v.*;
  INSERT INTO assent.ledger_entry (kind, at, recipient_code, content) VALUES ('AGREEMENT_CHANGED', a.applied_at, a.recipient_code,
    jsonb_build_object('recipient', a.recipient_code, 'version', a.version, 'purposes', a.purposes,
      'from', assent.city_day(a.applied_at), 'until', a.valid_until) || more);
END $$;

-- The terms that wait to come into force: the newest that were approved, unless some were applied since.
CREATE FUNCTION assent.waiting_agreement(wanted varchar) RETURNS SETOF assent.approved_agreement
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT p.* FROM assent.approved_agreement p WHERE p.recipient_code = wanted
    AND NOT EXISTS (SELECT FROM assent.approved_agreement n WHERE n.recipient_code = wanted AND n.approved_at > p.approved_at)
    AND NOT EXISTS (SELECT FROM assent.agreement_version v WHERE v.recipient_code = wanted AND v.applied_at >= p.approved_at) $$;

-- The recipients that officers have activated and whose waiting terms begin today or earlier.
CREATE FUNCTION assent.agreements_due() RETURNS SETOF varchar
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT r.code FROM assent.recipient r WHERE r.activated_at IS NOT NULL
    AND EXISTS (SELECT FROM assent.waiting_agreement(r.code) w WHERE w.valid_from <= assent.today())
  ORDER BY 1 $$;

-- Puts the waiting terms of a recipient in force, sealed by the platform.
CREATE FUNCTION assent.put_in_force(given jsonb, given_version jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE a assent.agreement := jsonb_populate_record(NULL::assent.agreement, given); w assent.approved_agreement; o assent.officer_act;
BEGIN
  PERFORM FROM assent.recipient WHERE code = a.recipient_code AND activated_at IS NOT NULL FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION '% is not activated', a.recipient_code USING ERRCODE = 'check_violation'; END IF;
  SELECT * INTO w FROM assent.waiting_agreement(a.recipient_code);
  IF w.act_id IS NULL OR w.valid_from > assent.today() OR w.act_id::text IS DISTINCT FROM given_version->>'act_id'
    OR (w.purposes, w.valid_until) IS DISTINCT FROM (a.purposes, a.valid_until)
  THEN RAISE EXCEPTION 'nobody has approved these terms of %', a.recipient_code USING ERRCODE = 'check_violation'; END IF;
  SELECT * INTO o FROM assent.officer_act WHERE id = w.act_id;
  PERFORM assent.apply_agreement(given, given_version, jsonb_strip_nulls(jsonb_build_object(
    'act', o.id, 'proposedBy', o.proposed_by, 'confirmedBy', o.confirmed_by, 'document', w.document_digest)));
END $$;

-- An act that this transaction has confirmed.
CREATE FUNCTION assent.act_confirmed_here(wanted uuid) RETURNS assent.officer_act LANGUAGE plpgsql STABLE AS $$
DECLARE a assent.officer_act;
BEGIN
  SELECT * INTO a FROM assent.officer_act
  WHERE id = wanted AND confirmed_at IS NOT NULL AND xmin = pg_current_xact_id()::xid;
  IF NOT FOUND THEN RAISE EXCEPTION 'act % was not confirmed here', wanted USING ERRCODE = 'check_violation'; END IF;
  RETURN a;
END $$;

-- What a recipient can sign with now: the thumbprints of its keys, and the addresses at which its software publishes them.
CREATE FUNCTION assent.signs_with(wanted varchar) RETURNS text[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT ARRAY(
    SELECT encode(k.thumbprint, 'hex') FROM assent.software s JOIN assent.recipient_key k ON k.software_id = s.id
    WHERE s.recipient_code = wanted AND s.environment = 'PRODUCTION' AND assent.software_acts(s) AND k.use = 'SIGNING'
      AND k.confirmed_at IS NOT NULL AND k.retired_at IS NULL AND assent.now() < k.expires_at AND NOT assent.key_was_retired(k.thumbprint)
    UNION ALL SELECT s.jwks_uri FROM assent.software s
    WHERE s.recipient_code = wanted AND s.environment = 'PRODUCTION' AND assent.software_acts(s) AND s.jwks_uri IS NOT NULL ORDER BY 1) $$;

-- Keeps the sealed terms that a confirmed act gives an agreement, and the recipient that an application makes, with the software and
-- the keys that came with it. Returns why a key may not be taken, as change_keys() says it; null if all is kept.
CREATE FUNCTION assent.approve_agreement(given jsonb, new_recipient jsonb, new_software jsonb, keys jsonb) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE
  w assent.approved_agreement := jsonb_populate_record(NULL::assent.approved_agreement, given);
  r assent.recipient := jsonb_populate_record(NULL::assent.recipient, new_recipient);
  o assent.officer_act := assent.act_confirmed_here(w.act_id);
  reason text;
BEGIN
  PERFORM assent.assert_present(w.approved_at);
  IF o.kind NOT IN ('APPROVE_APPLICATION', 'CHANGE_AGREEMENT', 'END_AGREEMENT')
    OR w.application_id::text IS DISTINCT FROM o.subject
    OR w.recipient_code IS DISTINCT FROM coalesce(o.recipient_code, r.code)
    OR (r.code IS NOT NULL) <> (o.recipient_code IS NULL)
    OR new_software->>'recipient_code' IS DISTINCT FROM r.code AND new_software IS NOT NULL
  THEN RAISE EXCEPTION 'act % approved other terms', o.id USING ERRCODE = 'check_violation'; END IF;
  IF r.code IS NOT NULL THEN
    INSERT INTO assent.recipient (code, name, kind, contact, hosts, seal) VALUES (r.code, r.name, r.kind, r.contact, r.hosts, r.seal);
  END IF;
  IF new_software IS NOT NULL THEN
    INSERT INTO assent.software SELECT * FROM jsonb_populate_record(NULL::assent.software, new_software);
    SELECT c.why INTO reason FROM assent.change_keys((new_software->>'id')::uuid, keys) AS c;
  END IF;
  INSERT INTO assent.approved_agreement SELECT w.*;
  RETURN reason;
END $$;

-- Says of an institution that is known which recipient the approval of its application, in this transaction, has made of it.
CREATE FUNCTION assent.link_institution(given jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE i assent.institution := jsonb_populate_record(NULL::assent.institution, given);
BEGIN
  IF NOT EXISTS (SELECT FROM assent.application a WHERE a.uscc = i.uscc AND a.recipient_code = i.recipient_code
    AND a.status = 'APPROVED' AND a.xmin = pg_current_xact_id()::xid)
  THEN RAISE EXCEPTION 'nobody has approved an application of %', i.uscc USING ERRCODE = 'check_violation'; END IF;
  UPDATE assent.institution SET recipient_code = i.recipient_code, seal = i.seal WHERE uscc = i.uscc AND recipient_code IS NULL;
END $$;

-- Keeps a sealed product as registered, changed or ended, with its entry of the ledger.
CREATE FUNCTION assent.keep_product(given jsonb, change varchar) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE p assent.product := jsonb_populate_record(NULL::assent.product, given);
BEGIN
  INSERT INTO assent.product AS old SELECT p.*
  ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name, kind = EXCLUDED.kind, filing_no = EXCLUDED.filing_no,
    purposes = EXCLUDED.purposes, valid_until = EXCLUDED.valid_until, terms_digest = EXCLUDED.terms_digest,
    ended_at = EXCLUDED.ended_at, seal = EXCLUDED.seal
  WHERE old.recipient_code = EXCLUDED.recipient_code;
  IF NOT FOUND THEN RAISE EXCEPTION '% is a product of another recipient', p.code USING ERRCODE = 'check_violation'; END IF;
  INSERT INTO assent.ledger_entry (kind, at, recipient_code, content) VALUES ('PRODUCT_REGISTERED', assent.now(), p.recipient_code,
    jsonb_build_object('recipient', p.recipient_code, 'product', p.code, 'change', change, 'digest', p.terms_digest));
END $$;

-- Registers the drafted product that a confirmed act names.
CREATE FUNCTION assent.register_product(act uuid, given jsonb, change varchar) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE o assent.officer_act := assent.act_confirmed_here(act);
BEGIN
  IF o.kind <> 'REGISTER_PRODUCT' OR o.subject IS DISTINCT FROM given->>'code' OR o.recipient_code IS DISTINCT FROM given->>'recipient_code'
  THEN RAISE EXCEPTION 'act % registers another product', o.id USING ERRCODE = 'check_violation'; END IF;
  PERFORM assent.keep_product(given, change);
END $$;

-- Keeps a sealed draft of a product, in the place of an earlier one of the same recipient. False: the code is another's.
CREATE FUNCTION assent.draft_product(given jsonb) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE d assent.product_draft := jsonb_populate_record(NULL::assent.product_draft, given);
BEGIN
  PERFORM assent.assert_present(d.drafted_at);
  IF EXISTS (SELECT FROM assent.product p WHERE p.code = d.code AND p.recipient_code <> d.recipient_code) THEN RETURN false; END IF;
  INSERT INTO assent.product_draft AS old SELECT d.*
  ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name, kind = EXCLUDED.kind, filing_no = EXCLUDED.filing_no,
    purposes = EXCLUDED.purposes, valid_until = EXCLUDED.valid_until, drafted_by = EXCLUDED.drafted_by,
    drafted_at = EXCLUDED.drafted_at, seal = EXCLUDED.seal
  WHERE old.recipient_code = EXCLUDED.recipient_code;
  RETURN FOUND;
END $$;
