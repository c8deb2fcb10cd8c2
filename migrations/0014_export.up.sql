-- One's own record as a file (R-24, R-25), and the list of one's own looks.

-- A link that was made after a check of strength, good once and for minutes. Only the digest of its secret is kept.
CREATE TABLE assent.export_ticket (
  digest bytea PRIMARY KEY CHECK (length(digest) = 32),
  person_id bigint NOT NULL REFERENCES assent.person,
  format varchar(4) NOT NULL CHECK (format IN ('JSON', 'CSV')),
  strength varchar(4) NOT NULL CHECK (strength = 'FACE'),
  expires_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON assent.export_ticket TO :api;

-- Like open_own(), for a page of an export: each is recorded before it leaves.
CREATE FUNCTION assent.open_export(reader bigint, asked jsonb, strength varchar, format varchar,
  OUT opened boolean, OUT salt bytea) LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  IF strength <> 'FACE' OR NOT EXISTS (SELECT FROM assent.person p WHERE p.id = reader AND p.surv_stas <> '2')
  THEN opened := false; RETURN; END IF;
  INSERT INTO assent.ledger_entry (kind, at, person_id, content)
  VALUES ('OWN_EXPORT', assent.now(), reader,
    jsonb_build_object('items', asked, 'strength', strength, 'format', format)
      || assent.own_subject(reader, NULL, gen_random_uuid()));
  opened := true;
  salt := assent.salt_of(reader, NULL);
END $$;

-- Looks at a record by its owner: few, so an index of their own costs a redemption nothing.
CREATE INDEX ledger_entry_person_looks ON assent.ledger_entry (person_id, at DESC, id DESC)
  WHERE kind IN ('OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS');
CREATE INDEX ledger_entry_provider_looks ON assent.ledger_entry (provider_id, at DESC, id DESC)
  WHERE kind IN ('OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS');

REVOKE EXECUTE ON FUNCTION assent.open_export(bigint, jsonb, varchar, varchar) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.open_export(bigint, jsonb, varchar, varchar) TO :api;
