-- Who is told of what: people by message, recipients by their feed.

-- The people whom a grant concerns, each in their role (consent/notifications/who-is-told.ts). Neither the dead nor the
-- erased are among them. A guardian guards until the ward is of age here, whatever the purpose.
CREATE FUNCTION assent.parties_of(g assent.consent_grant, t timestamptz) RETURNS TABLE (party text, person_id bigint)
  LANGUAGE sql STABLE AS $$
  SELECT x.party, p.id FROM (
    SELECT 'SUBJECT' AS party, g.person_id
    UNION ALL
    SELECT 'GUARDIAN', s.guardian_id FROM assent.guardianship s
    WHERE s.ward_id = g.person_id AND assent.guards(s.guardian_id, s.ward_id, assent.adult_age(), t)
    UNION ALL
    SELECT 'GRANTOR', g.grantor_id
    UNION ALL
    SELECT 'REPRESENTATIVE', r.id FROM assent.provider v JOIN assent.person r ON r.certno_index = v.representative_index
    WHERE v.id = g.provider_id) AS x (party, person_id)
  JOIN assent.person p ON p.id = x.person_id
  WHERE p.surv_stas <> '2' AND p.salt IS NOT NULL AND assent.age_at(p.brdy, t) >= assent.own_act_age() $$;

-- Tells an event of some grants, by one message to each person who is to be told of it, other than who brought it about.
CREATE FUNCTION assent.tell(happened varchar, grants uuid[], actor bigint) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.message (person_id, text)
  SELECT who.person_id, replace(min(told.text), '{recipient}',
    '“' || min(r.name) || '”' || CASE WHEN count(DISTINCT r.code) > 1 THEN '等' || count(DISTINCT r.code) || '家机构' ELSE '' END)
  FROM assent.consent_grant g
  JOIN assent.recipient r ON r.code = g.recipient_code
  CROSS JOIN LATERAL assent.parties_of(g, assent.now()) AS who
  JOIN assent.told_party told ON told.event = happened AND told.party = who.party
  WHERE g.id = ANY (grants) AND who.person_id IS DISTINCT FROM actor
  GROUP BY who.person_id ORDER BY who.person_id $$;

-- R-36: those by whose consent a grant is used now: the person, the guardian whose consent stands, whoever represents the
-- provider. Whoever gave it, if nobody else is left.
CREATE FUNCTION assent.consenters(wanted uuid) RETURNS SETOF bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  WITH g AS (SELECT * FROM assent.consent_grant WHERE id = wanted),
  consenting AS (
    SELECT grantor_id AS person_id FROM g WHERE grantor_id = g.person_id
    UNION
    SELECT c.guardian_id FROM assent.guardian_consent c WHERE c.grant_id = wanted AND c.lost_at IS NULL
    UNION
    SELECT r.id FROM g JOIN assent.provider v ON v.id = g.provider_id
      JOIN assent.person r ON r.certno_index = v.representative_index AND r.surv_stas <> '2' AND r.salt IS NOT NULL)
  SELECT person_id FROM consenting
  UNION ALL SELECT grantor_id FROM g WHERE NOT EXISTS (SELECT FROM consenting) $$;

-- Queues a message that the platform has sealed. Whoever sends it checks the seal.
CREATE FUNCTION assent.queue_message(given jsonb) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.message (ref, person_id, text, written_at, seal)
  SELECT m.ref, m.person_id, m.text, m.written_at, m.seal FROM jsonb_populate_record(NULL::assent.message, given) AS m $$;

-- Claims the next message that is due, of this person or (null) of anybody, by setting when it is due again.
CREATE FUNCTION assent.claim_message(person bigint) RETURNS jsonb
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  UPDATE assent.message m SET attempts = least(attempts + 1, 1000),
    due_at = assent.now() + make_interval(secs => least(3600, 5 * 2 ^ least(attempts, 20)))
  WHERE id = (
    SELECT id FROM assent.message
    WHERE sent_at IS NULL AND undeliverable_at IS NULL AND due_at <= assent.now() AND (person IS NULL OR person_id = person)
    ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING to_jsonb(m) $$;

-- The message was sent, or can't be. It is closed once, and nothing sends it again.
CREATE FUNCTION assent.close_message(wanted bigint, sent boolean) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  UPDATE assent.message SET sent_at = CASE WHEN sent THEN assent.now() END, undeliverable_at = CASE WHEN NOT sent THEN assent.now() END
  WHERE id = wanted AND sent_at IS NULL AND undeliverable_at IS NULL $$;

-- How many messages wait, and for how many seconds the oldest has.
CREATE FUNCTION assent.messages_waiting(OUT messages integer, OUT seconds float8)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT count(*)::integer, coalesce(extract(epoch FROM assent.now() - min(written_at)), 0)::float8
  FROM assent.message WHERE sent_at IS NULL AND undeliverable_at IS NULL $$;

-- Whatever stops a grant or lets it continue tells the recipient in the same transaction. A redemption writes none of
-- these columns, so the trigger costs it nothing.
CREATE FUNCTION assent.notify_of_state() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  INSERT INTO assent.recipient_notice (recipient_code, kind, at, grant_id)
  SELECT NEW.recipient_code, kind, assent.now(), NEW.id
  FROM (VALUES
    ('GRANT_REVOKED', OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL),
    ('GRANT_SUSPENDED', OLD.suspended_at IS NULL AND NEW.suspended_at IS NOT NULL),
    ('GRANT_REINSTATED', OLD.suspended_at IS NOT NULL AND NEW.suspended_at IS NULL),
    ('GRANT_SUPERSEDED', OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL)) AS changes (kind, happened)
  WHERE happened;
  RETURN NULL;
END $$;
CREATE TRIGGER notify_of_state AFTER UPDATE OF revoked_at, suspended_at, superseded_at ON assent.consent_grant
  FOR EACH ROW EXECUTE FUNCTION assent.notify_of_state();

CREATE FUNCTION assent.notify_of_gift() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  INSERT INTO assent.recipient_notice (recipient_code, kind, at, grant_id, consent_request_id)
  VALUES (NEW.recipient_code, 'GRANT_GIVEN', NEW.valid_from, NEW.id, NEW.request_id);
  RETURN NULL;
END $$;
CREATE TRIGGER notify_of_gift AFTER INSERT ON assent.consent_grant
  FOR EACH ROW EXECUTE FUNCTION assent.notify_of_gift();

-- A request that nobody answered is told like one to a number that nobody has: at the same time and in the same words.
CREATE FUNCTION assent.notify_of_answer() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  INSERT INTO assent.recipient_notice (recipient_code, kind, at, consent_request_id)
  VALUES (NEW.recipient_code, 'REQUEST_' || NEW.status, NEW.decided_at, NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER notify_of_answer AFTER UPDATE OF status ON assent.consent_request
  FOR EACH ROW WHEN (NEW.status IN ('DENIED', 'EXPIRED')) EXECUTE FUNCTION assent.notify_of_answer();

-- R-38: a settlement was refunded or changed after it may have been delivered. Tells the recipients of grants under which
-- settlements were delivered since the row was known; never about a row that the grant may not see (R-12). A recipient must
-- keep what it got for years after the grant has ended (R-23), and what it keeps must be right (PIPL 8): until then it is
-- told too. After a withdrawal it deletes what it holds on consent (R-06), and is told nothing more.
CREATE FUNCTION assent.record_correction(person bigint, visit varchar, day date, hidden boolean, known_since timestamptz)
  RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.recipient_notice (recipient_code, kind, at, grant_id)
  SELECT g.recipient_code, 'RECORD_CORRECTED', assent.now(), g.id FROM assent.consent_grant g
  WHERE g.person_id = person
    AND g.revoked_at IS NULL
    AND assent.now() < least(g.superseded_at, g.valid_until) + make_interval(years => assent.kept_years())
    AND (g.records_from IS NULL OR day >= g.records_from) AND (g.records_to IS NULL OR day <= g.records_to)
    AND (NOT hidden OR EXISTS (
      SELECT FROM assent.protected_record_choice t WHERE t.grant_id = g.id AND t.kind = 'VISIT' AND t.record_id = visit))
    AND EXISTS (
      SELECT FROM assent.disclosure d, jsonb_array_elements(d.items) AS given
      WHERE d.grant_id = g.id AND d.disclosed_at >= known_since AND given->>'item' = ANY (ARRAY[
        'SETL_ID', 'SETL_TIME', 'MEDFEE_SUMAMT', 'FULAMT_OWNPAY_AMT', 'OVERLMT_SELFPAY', 'PRESELFPAY_AMT', 'INSCP_SCP_AMT',
        'ACT_PAY_DEDC', 'HIFP_PAY', 'SERIOUS_ILLNESS_PAY', 'FUND_PAY_SUMAMT', 'ACCT_PAY', 'PSN_CASH_PAY']))
    -- One notice is enough until the recipient reads again.
    AND NOT EXISTS (
      SELECT FROM assent.recipient_notice n WHERE n.recipient_code = g.recipient_code AND n.grant_id = g.id
        AND n.kind = 'RECORD_CORRECTED' AND n.at > coalesce(g.last_used_at, '-infinity')) $$;

-- A settlement that the source declares void is a correction too.
CREATE FUNCTION assent.notify_of_voids() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM assent.record_correction(was.person_id, was.parent_record_id, was.setl_time, was.protected, was.updated_at) FROM was;
  RETURN NULL;
END $$;
CREATE TRIGGER notify_of_voids AFTER DELETE ON assent.settlement REFERENCING OLD TABLE AS was
  FOR EACH STATEMENT EXECUTE FUNCTION assent.notify_of_voids();

-- A refund is a new row that refers to the same visit.
CREATE FUNCTION assent.notify_of_refunds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM assent.record_correction(s.person_id, s.parent_record_id, s.setl_time, refund.protected, s.updated_at)
  FROM came AS refund
  JOIN assent.settlement s ON s.person_id = refund.person_id AND s.parent_record_id = refund.parent_record_id
    AND NOT s.refd_setl_flag
  WHERE refund.refd_setl_flag;
  RETURN NULL;
END $$;
CREATE TRIGGER notify_of_refunds AFTER INSERT ON assent.settlement REFERENCING NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION assent.notify_of_refunds();

CREATE FUNCTION assent.notify_of_corrections() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A change of protection alone is no correction.
  PERFORM assent.record_correction(was.person_id, was.parent_record_id, was.setl_time, was.protected OR now_is.protected, was.updated_at)
  FROM was JOIN now_is USING (person_id, record_id)
  WHERE to_jsonb(was) - '{protected,updated_at}'::text[] <> to_jsonb(now_is) - '{protected,updated_at}'::text[];
  RETURN NULL;
END $$;
CREATE TRIGGER notify_of_corrections AFTER UPDATE ON assent.settlement REFERENCING OLD TABLE AS was NEW TABLE AS now_is
  FOR EACH STATEMENT EXECUTE FUNCTION assent.notify_of_corrections();
