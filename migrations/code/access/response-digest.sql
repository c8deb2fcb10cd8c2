-- Records what was disclosed, one digest for each entry, as the last statement before the commit.
CREATE FUNCTION assent.record_response_digests(entries bigint[], digests bytea[]) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE recorded integer;
BEGIN
  INSERT INTO assent.response_digest (entry_id, digest)
  SELECT entry, digest FROM unnest(entries, digests) AS given (entry, digest)
  WHERE (SELECT e.xact = pg_current_xact_id() AND e.kind IN ('DISCLOSURE', 'REREAD', 'RELATIVE_ACCESS')
         FROM assent.ledger_entry e WHERE e.id = entry);
  GET DIAGNOSTICS recorded = ROW_COUNT;
  IF recorded <> cardinality(entries) THEN
    RAISE EXCEPTION 'not each of the entries % is one of this transaction', entries;
  END IF;
END $$;
