-- PostGraphile's own role and policies, as its manual teaches: the claims of the token are settings of the transaction.
-- The owner, as whom the other peers connect, is not bound by them. setup.js fills in the password.
CREATE ROLE bench_postgraphile LOGIN NOINHERIT PASSWORD ':password';
CREATE ROLE bench_recipient;
GRANT bench_recipient TO bench_postgraphile;
GRANT USAGE ON SCHEMA bench TO bench_postgraphile, bench_recipient;
REVOKE EXECUTE ON FUNCTION bench.redeem(uuid, varchar, varchar) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bench.redeem(uuid, varchar, varchar) TO bench_recipient;
GRANT SELECT ON bench.consent_grant, bench.settlement TO bench_recipient;
GRANT UPDATE (used, last_used_at) ON bench.consent_grant TO bench_recipient;
GRANT INSERT ON bench.disclosure, bench.ledger_entry TO bench_recipient;

CREATE FUNCTION bench.claimed_recipient() RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT current_setting('jwt.claims.recipient_code', true) $$;
COMMENT ON FUNCTION bench.claimed_recipient() IS '@behavior -*';

ALTER TABLE bench.consent_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE bench.disclosure ENABLE ROW LEVEL SECURITY;
ALTER TABLE bench.ledger_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE bench.settlement ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON bench.consent_grant TO bench_recipient
  USING (recipient_code = (SELECT bench.claimed_recipient()));
CREATE POLICY own ON bench.disclosure FOR INSERT TO bench_recipient
  WITH CHECK (recipient_code = (SELECT bench.claimed_recipient()));
CREATE POLICY own ON bench.ledger_entry FOR INSERT TO bench_recipient
  WITH CHECK (recipient_code = (SELECT bench.claimed_recipient()));
CREATE POLICY granted ON bench.settlement FOR SELECT TO bench_recipient USING (EXISTS (
  SELECT FROM bench.consent_grant AS g
  WHERE g.person_id = settlement.person_id AND g.revoked_at IS NULL AND g.valid_until > now()));
