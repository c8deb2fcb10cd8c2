-- Who is told what: recipients of withdrawals and corrections, people of uses. And whom nobody may ask again yet.

-- R-05: after a denial the same recipient does not ask the same subject for the same purpose for 30 days. Held by
-- consent/grants/denial-cooldown.ts, and here so that a bug in the engine can't nag.
CREATE INDEX consent_request_denied ON assent.consent_request (recipient_code, purpose, decided_at) WHERE status = 'DENIED';
CREATE FUNCTION assent.denied_until(recipient varchar, wanted_purpose varchar, person bigint, provider bigint) RETURNS timestamptz
  LANGUAGE sql STABLE AS $$
  SELECT max(decided_at) + interval '30 days' FROM assent.consent_request r
  WHERE r.status = 'DENIED' AND r.recipient_code = recipient AND r.purpose = wanted_purpose
    AND (r.person_id = person OR r.provider_id = provider) AND r.decided_at > assent.now() - interval '30 days' $$;
CREATE FUNCTION assent.refuse_nagging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF assent.denied_until(NEW.recipient_code, NEW.purpose, NEW.person_id, NEW.provider_id) > assent.now() THEN
    RAISE EXCEPTION 'consent request % asks again too soon', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER no_nagging BEFORE INSERT ON assent.consent_request
  FOR EACH ROW EXECUTE FUNCTION assent.refuse_nagging();

-- R-03: where a person reaches the recipient.
ALTER TABLE assent.recipient ADD COLUMN contact varchar(200);

-- What a recipient must know without having to try (R-06, R-38), polled in the order in which it was written.
CREATE TABLE assent.recipient_notice (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recipient_code varchar(40) NOT NULL REFERENCES assent.recipient,
  kind varchar(20) NOT NULL CHECK (kind IN ('GRANT_REVOKED', 'GRANT_SUSPENDED', 'GRANT_REINSTATED', 'RECORD_CORRECTED')),
  at timestamptz NOT NULL,
  grant_id uuid NOT NULL REFERENCES assent.consent_grant
);
CREATE INDEX recipient_notice_feed ON assent.recipient_notice (recipient_code, id);
CREATE TRIGGER notice_is_append_only BEFORE UPDATE OR DELETE ON assent.recipient_notice
  FOR EACH ROW EXECUTE FUNCTION assent.refuse_change();
CREATE TRIGGER notice_is_never_emptied BEFORE TRUNCATE ON assent.recipient_notice
  FOR EACH STATEMENT EXECUTE FUNCTION assent.refuse_change();
GRANT SELECT ON assent.recipient_notice TO :api;
-- To know how far nothing can appear any more (consent/database/commit-watermark.ts).
GRANT SELECT ON SEQUENCE assent.recipient_notice_id_seq, assent.ledger_entry_id_seq TO :api;

-- Whoever stops a grant, by whatever way, tells its recipient in the same transaction. A redemption writes none of these
-- columns and pays nothing.
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

-- R-38: a settlement that was refunded or changed after it may have been delivered. Told to live grants under which
-- settlements were delivered since it was there; never of a row that is hidden from the grant (R-12).
CREATE FUNCTION assent.record_correction(person bigint, visit varchar, day date, hidden boolean, known_since timestamptz)
  RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.recipient_notice (recipient_code, kind, at, grant_id)
  SELECT g.recipient_code, 'RECORD_CORRECTED', assent.now(), g.id FROM assent.consent_grant g
  WHERE g.person_id = person AND g.revoked_at IS NULL AND g.superseded_at IS NULL AND g.valid_until > assent.now()
    AND (g.records_from IS NULL OR day >= g.records_from) AND (g.records_to IS NULL OR day <= g.records_to)
    AND (NOT hidden OR EXISTS (
      SELECT FROM assent.special_tick t WHERE t.grant_id = g.id AND t.kind = 'VISIT' AND t.record_id = visit))
    AND EXISTS (
      SELECT FROM assent.disclosure d, jsonb_array_elements(d.items) AS given
      WHERE d.grant_id = g.id AND d.disclosed_at >= known_since AND given->>'item' = ANY (ARRAY[
        'SETL_ID', 'SETL_TIME', 'MEDFEE_SUMAMT', 'FULAMT_OWNPAY_AMT', 'OVERLMT_SELFPAY', 'PRESELFPAY_AMT', 'INSCP_SCP_AMT',
        'ACT_PAY_DEDC', 'HIFP_PAY', 'SERIOUS_ILLNESS_PAY', 'FUND_PAY_SUMAMT', 'ACCT_PAY', 'PSN_CASH_PAY']))
    -- One is enough until the recipient has read again.
    AND NOT EXISTS (
      SELECT FROM assent.recipient_notice n WHERE n.recipient_code = g.recipient_code AND n.grant_id = g.id
        AND n.kind = 'RECORD_CORRECTED' AND n.at > coalesce(g.last_used_at, '-infinity')) $$;

CREATE FUNCTION assent.notify_of_refunds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM assent.record_correction(s.person_id, s.parent_record_id, s.setl_time, refund.special, s.updated_at)
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
  -- Marking alone is no correction.
  PERFORM assent.record_correction(was.person_id, was.parent_record_id, was.setl_time, was.special OR now_is.special, was.updated_at)
  FROM was JOIN now_is USING (person_id, record_id)
  WHERE to_jsonb(was) - '{special,updated_at}'::text[] <> to_jsonb(now_is) - '{special,updated_at}'::text[];
  RETURN NULL;
END $$;
CREATE TRIGGER notify_of_corrections AFTER UPDATE ON assent.settlement REFERENCING OLD TABLE AS was NEW TABLE AS now_is
  FOR EACH STATEMENT EXECUTE FUNCTION assent.notify_of_corrections();

-- R-36: up to which entry of the ledger people have been told of uses (consent/notifications/use-notices.ts): behind the fact, so
-- that no redemption waits for it. Every use is in the person's own list from the moment it is made.
CREATE TABLE assent.use_notice_progress (one boolean PRIMARY KEY DEFAULT true CHECK (one), entry_id bigint NOT NULL);
INSERT INTO assent.use_notice_progress (entry_id) SELECT coalesce(max(id), 0) FROM assent.ledger_entry;
GRANT SELECT, UPDATE (entry_id) ON assent.use_notice_progress TO :api;

REVOKE EXECUTE ON FUNCTION assent.denied_until(varchar, varchar, bigint, bigint), assent.refuse_nagging(), assent.notify_of_state(),
  assent.record_correction(bigint, varchar, date, boolean, timestamptz), assent.notify_of_refunds(),
  assent.notify_of_corrections() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.denied_until(varchar, varchar, bigint, bigint) TO :api;
GRANT EXECUTE ON FUNCTION assent.record_correction(bigint, varchar, date, boolean, timestamptz) TO :import;
