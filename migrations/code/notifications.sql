-- Notices to recipients.

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
    ('GRANT_REINSTATED', OLD.suspended_at IS NOT NULL AND NEW.suspended_at IS NULL)) AS changes (kind, happened)
  WHERE happened;
  RETURN NULL;
END $$;
CREATE TRIGGER notify_of_state AFTER UPDATE OF revoked_at, suspended_at ON assent.consent_grant
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
