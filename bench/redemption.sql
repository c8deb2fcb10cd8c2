-- The redemption as the peers do it: the same durable writes and the same page as the product's, and nothing else.
-- No triggers, no retries, no agreement, no selection of items; plain tables that their owner reads and writes.
CREATE SCHEMA bench;

CREATE TABLE bench.consent_grant (
  id uuid PRIMARY KEY,
  recipient_code varchar(40) NOT NULL,
  person_id bigint NOT NULL,
  purpose varchar(40) NOT NULL,
  items jsonb NOT NULL,
  max_uses integer NOT NULL,
  used integer NOT NULL DEFAULT 0 CHECK (used <= max_uses),
  valid_from timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  revoked_at timestamptz,
  last_used_at timestamptz
);
-- For PostGraphile's policy on settlements.
CREATE INDEX consent_grant_person ON bench.consent_grant (person_id);

CREATE TABLE bench.disclosure (
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  grant_id uuid NOT NULL REFERENCES bench.consent_grant,
  use_number integer NOT NULL,
  recipient_code varchar(40) NOT NULL,
  idempotency_key varchar(200) NOT NULL,
  items jsonb NOT NULL,
  disclosed_at timestamptz NOT NULL,
  UNIQUE (grant_id, use_number),
  UNIQUE (grant_id, idempotency_key)
);

CREATE TABLE bench.ledger_entry (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind varchar(20) NOT NULL,
  at timestamptz NOT NULL,
  person_id bigint NOT NULL,
  recipient_code varchar(40) NOT NULL,
  grant_id uuid NOT NULL,
  disclosure_id uuid NOT NULL,
  content jsonb NOT NULL
);
CREATE INDEX ledger_entry_grant ON bench.ledger_entry (grant_id);

CREATE TABLE bench.settlement AS TABLE assent.settlement;
ALTER TABLE bench.settlement ADD PRIMARY KEY (person_id, record_id);
CREATE INDEX settlement_newest ON bench.settlement (person_id, setl_time DESC, record_id DESC);

CREATE FUNCTION bench.redeem(wanted uuid, recipient varchar, key varchar) RETURNS json
  LANGUAGE plpgsql VOLATILE SET search_path = bench, pg_temp AS $$
DECLARE
  g bench.consent_grant;
  t timestamptz;
  use_number integer;
  new_id uuid := uuidv7();
  asked CONSTANT jsonb := '["SETL_ID", "SETL_TIME", "MEDFEE_SUMAMT", "FUND_PAY_SUMAMT"]';
BEGIN
  SELECT * INTO g FROM bench.consent_grant WHERE id = wanted AND recipient_code = recipient FOR NO KEY UPDATE;
  t := clock_timestamp();
  IF NOT FOUND OR g.revoked_at IS NOT NULL OR t < g.valid_from OR t >= g.valid_until THEN
    RETURN json_build_object('refused', 'BLOCKED');
  END IF;
  UPDATE bench.consent_grant SET used = used + 1, last_used_at = t WHERE id = wanted AND used < max_uses
  RETURNING used INTO use_number;
  IF NOT FOUND THEN RETURN json_build_object('refused', 'EXHAUSTED'); END IF;
  INSERT INTO bench.disclosure (id, grant_id, use_number, recipient_code, idempotency_key, items, disclosed_at)
  VALUES (new_id, wanted, use_number, recipient, key, asked, t);
  INSERT INTO bench.ledger_entry (kind, at, person_id, recipient_code, grant_id, disclosure_id, content)
  VALUES ('DISCLOSURE', t, g.person_id, recipient, wanted, new_id, jsonb_build_object(
    'purpose', g.purpose, 'recipient', recipient, 'items', asked, 'useNumber', use_number, 'maxUses', g.max_uses));
  RETURN json_build_object(
    'id', new_id,
    'useNumber', use_number,
    'usesRemaining', g.max_uses - use_number,
    'settlements', (
      SELECT json_agg(page) FROM (
        SELECT setl_id AS "settlementId", setl_time::text AS "settlementTime",
          medfee_sumamt::text AS "totalFee", fund_pay_sumamt::text AS "fundPayTotal"
        FROM bench.settlement WHERE person_id = g.person_id
        ORDER BY setl_time DESC, record_id DESC LIMIT 10) AS page));
END $$;

-- What pgbench redeems, in this order.
CREATE TABLE bench.turn (number bigint PRIMARY KEY, grant_id uuid NOT NULL);
CREATE SEQUENCE bench.next_turn;
