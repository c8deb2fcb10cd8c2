-- Records what was released with entries: the SHA-256 of each answer, or null where nothing was. The platform records it right
-- after the answer, together with what else it commits, so nothing here fails for what one of the entries is. What is said of
-- an entry first stands.
CREATE FUNCTION assent.record_response_digests(entries bigint[], digests bytea[]) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp SET plan_cache_mode = force_generic_plan AS $$
  INSERT INTO assent.response_digest (entry_id, digest)
  SELECT entry, digest FROM unnest(entries, digests) AS given (entry, digest)
  JOIN assent.ledger_entry e ON e.id = entry
  WHERE e.kind IN ('DISCLOSURE', 'REREAD', 'RELATIVE_ACCESS') AND coalesce(length(digest) = 32, true)
  ON CONFLICT DO NOTHING $$;

-- Closes entries whose digest never came, as after a crash between the commit of a use and its answer: the sequencer waits for
-- a digest no longer than 5 seconds. It waits here for a transaction that is recording one.
CREATE FUNCTION assent.close_response_digests(up_to bigint) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  INSERT INTO assent.response_digest (entry_id, missed)
  SELECT e.id, true FROM assent.ledger_entry e LEFT JOIN assent.response_digest r ON r.entry_id = e.id
  WHERE e.id > coalesce((SELECT max(entry_id) FROM assent.ledger_leaf), 0) AND e.id <= up_to
    AND e.kind IN ('DISCLOSURE', 'REREAD', 'RELATIVE_ACCESS') AND r.entry_id IS NULL
    AND e.at < assent.now() - interval '5 seconds'
  ON CONFLICT DO NOTHING $$;
