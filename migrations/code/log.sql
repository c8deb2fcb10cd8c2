-- What may be added to the log, by whoever holds the password of the sequencer: leaves in their order, of entries that are not
-- in it yet, and the tiles that follow from them. What a leaf says, and the signed checkpoints, are verified outside of the
-- database (`assent verify database`, monitors, witnesses).

-- Leaves come while no other connection sequences. Looked at once a batch, because each redemption pays for it.
CREATE FUNCTION assent.leaves_follow() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE first bigint; last bigint; added_leaves bigint;
BEGIN
  SELECT min(index), max(index), count(*) INTO first, last, added_leaves FROM added;
  IF added_leaves = 0 THEN RETURN NULL; END IF;
  IF NOT pg_try_advisory_xact_lock(hashtext('assent ledger'))
    OR last - first + 1 <> added_leaves OR last <> (SELECT max(index) FROM assent.ledger_leaf)
    OR (first > 0 AND NOT EXISTS (SELECT FROM assent.ledger_leaf WHERE index = first - 1))
    OR EXISTS (
      SELECT FROM added l LEFT JOIN assent.ledger_entry e ON e.id = l.entry_id
      WHERE e.id IS NULL OR l.hash <> sha256('\x00'::bytea || l.entry)
        OR l.given_grant_id IS DISTINCT FROM CASE e.kind WHEN 'GRANT_GIVEN' THEN e.grant_id END
        OR l.disclosure_id IS DISTINCT FROM CASE e.kind WHEN 'DISCLOSURE' THEN e.disclosure_id END)
  THEN RAISE EXCEPTION 'the leaves do not follow' USING ERRCODE = 'check_violation'; END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER leaves_follow AFTER INSERT ON assent.ledger_leaf REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION assent.leaves_follow();

-- The root of a full tile (RFC 6962, 2.1): the hash that stands for it one level up. Null while it is not full.
CREATE FUNCTION assent.tile_root(wanted_level integer, wanted_index bigint) RETURNS bytea
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE
  nodes bytea := (SELECT hashes FROM assent.ledger_tile WHERE level = wanted_level AND index = wanted_index AND length(hashes) = 8192);
  above bytea;
BEGIN
  WHILE length(nodes) > 32 LOOP
    SELECT string_agg(sha256('\x01'::bytea || substring(nodes FROM 64 * n + 1 FOR 64)), '' ORDER BY n) INTO above
    FROM generate_series(0, length(nodes) / 64 - 1) AS n;
    nodes := above;
  END LOOP;
  RETURN nodes;
END $$;

-- What a tile must hold from its hash number `had` on: the hashes of these leaves, or the roots of these tiles below it. Every
-- leaf pays for this, so leaves are read in one scan.
CREATE FUNCTION assent.tile_part(wanted_level integer, wanted_index bigint, had integer, width integer) RETURNS bytea
  LANGUAGE plpgsql STABLE AS $$
DECLARE part bytea;
BEGIN
  IF wanted_level = 0 THEN
    SELECT string_agg(l.hash, '' ORDER BY l.index) INTO part FROM assent.ledger_leaf l
    WHERE l.index >= wanted_index * 256 + had AND l.index < wanted_index * 256 + width;
  ELSE
    SELECT string_agg(assent.tile_root(wanted_level - 1, wanted_index * 256 + n), '' ORDER BY n) INTO part
    FROM generate_series(had, width - 1) AS n;
  END IF;
  RETURN coalesce(part, '');
END $$;

-- A tile only grows, by the hashes of the leaves or of the full tiles below it.
CREATE FUNCTION assent.tile_follows() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE hashes CONSTANT bytea := CASE TG_OP WHEN 'UPDATE' THEN OLD.hashes ELSE '' END;
BEGIN
  IF NEW.hashes IS DISTINCT FROM hashes || assent.tile_part(NEW.level, NEW.index, length(hashes) / 32, length(NEW.hashes) / 32)
  THEN RAISE EXCEPTION 'tile % of level % does not follow', NEW.index, NEW.level USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tile_follows BEFORE INSERT OR UPDATE ON assent.ledger_tile
  FOR EACH ROW EXECUTE FUNCTION assent.tile_follows();

-- What the sequencer reads: the key of an entry's handles only until the entry is in the log.
CREATE VIEW assent.ledger_waiting AS
  SELECT s.id, s.delay, s.happened_at, s.grant_id, s.disclosure_id,
    CASE WHEN NOT EXISTS (SELECT FROM assent.ledger_leaf l WHERE l.entry_id = s.id) THEN s.handle_key END AS handle_key,
    s.kind, s.at, s.content, s.response_digest, s.disclosure_before, s.awaits_digest
  FROM assent.ledger_sequence s;
