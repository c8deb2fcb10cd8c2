-- Staff of the counter and the bureau, and what they do: counter sessions (R-28), officers' acts (R-34, R-07).

-- One account for one employee and one key, for good: a code that stands in the ledger never means somebody else.
CREATE TABLE assent.staff (
  code varchar(40) PRIMARY KEY CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{1,39}$'),
  role varchar(10) NOT NULL CHECK (role IN ('CLERK', 'REVIEWER', 'OFFICER')),
  -- Blind index of the employee's own ID number: so that two accounts are never one person where two people must
  -- act, and nobody serves or represents themselves at the counter.
  certno_index bytea NOT NULL CHECK (length(certno_index) = 32),
  -- Public key; the private one is in the employee's smart card or key store.
  jwk jsonb NOT NULL CHECK (NOT jwk ?| ARRAY['d', 'k', 'p', 'q']),
  added_at timestamptz NOT NULL DEFAULT assent.now(),
  disabled_at timestamptz
);
CREATE UNIQUE INDEX staff_one_account ON assent.staff (certno_index) WHERE disabled_at IS NULL;
CREATE UNIQUE INDEX staff_one_key ON assent.staff (jwk);

CREATE FUNCTION assent.staff_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF OLD.disabled_at IS NOT NULL OR (to_jsonb(OLD) - 'disabled_at') IS DISTINCT FROM (to_jsonb(NEW) - 'disabled_at') THEN
    RAISE EXCEPTION 'a staff account may only be disabled' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER staff_stays BEFORE UPDATE ON assent.staff FOR EACH ROW EXECUTE FUNCTION assent.staff_stays();

-- Whether this account may act now, asked inside the transaction of each act: disabling waits for what has begun,
-- and nothing begins after it.
CREATE FUNCTION assent.staff_acts(wanted varchar, wanted_role varchar) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  PERFORM FROM assent.staff WHERE code = wanted AND role = wanted_role AND disabled_at IS NULL FOR SHARE;
  RETURN FOUND;
END $$;

REVOKE EXECUTE ON FUNCTION assent.staff_stays(), assent.staff_acts(varchar, varchar) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.staff_acts(varchar, varchar) TO :api;
GRANT SELECT (code, role, jwk, disabled_at) ON assent.staff TO :api;
