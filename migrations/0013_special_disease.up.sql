-- R-12: rows that tell of a specially protected disease are left out of every disclosure unless the person ticked them
-- one by one. Diagnoses are sealed, so the importer marks the rows (schema/codes/special-disease.ts); here the
-- database leaves them out, so that no count, page, comparison or error of the engine can tell of them.

-- `telling`: the row's own values match the list. `special`: it does, or a row it belongs to or that belongs to it:
-- a visit with all its settlements and expense lines is one, for the sums would tell of the one that is missing.
-- What nobody has judged is hidden: rows from before this migration are, until they are imported again.
ALTER TABLE assent.encounter ADD COLUMN telling boolean NOT NULL DEFAULT true, ADD COLUMN special boolean NOT NULL DEFAULT true;
ALTER TABLE assent.expense_line ADD COLUMN telling boolean NOT NULL DEFAULT true, ADD COLUMN special boolean NOT NULL DEFAULT true;
ALTER TABLE assent.settlement ADD COLUMN special boolean NOT NULL DEFAULT true;
ALTER TABLE assent.filing ADD COLUMN special boolean NOT NULL DEFAULT true;
ALTER TABLE assent.special_benefit ADD COLUMN special boolean NOT NULL DEFAULT true;
CREATE INDEX encounter_special ON assent.encounter (person_id, record_id) WHERE special;
CREATE INDEX settlement_special ON assent.settlement (person_id, record_id) WHERE special;
CREATE INDEX expense_line_telling ON assent.expense_line (person_id) WHERE telling;
CREATE INDEX filing_special ON assent.filing (person_id, record_id) WHERE special;

-- People whose marks an import has touched and not yet settled; what a crash leaves here the next import settles.
CREATE TABLE assent.special_unsettled (person_id bigint PRIMARY KEY);

-- Settles the marks of these people both ways: what is linked is marked, and no more. A visit for a chronic disease
-- (门诊慢特病) of somebody whose only such filing is hidden would tell of that filing.
CREATE FUNCTION assent.settle_special(people bigint[]) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  UPDATE assent.encounter AS e SET special = judged.special
  FROM (
    SELECT v.person_id, v.record_id, v.telling OR told.visit IS NOT NULL
      OR (v.med_type LIKE '14%'
        AND EXISTS (SELECT FROM assent.filing f WHERE f.person_id = v.person_id AND f.special)
        AND NOT EXISTS (SELECT FROM assent.filing f
          WHERE f.person_id = v.person_id AND NOT f.special AND f.opsp_dise_code IS NOT NULL)) AS special
    FROM assent.encounter v
    LEFT JOIN (
      SELECT DISTINCT s.person_id, s.parent_record_id AS visit
      FROM assent.expense_line l JOIN assent.settlement s ON s.person_id = l.person_id AND s.record_id = l.parent_record_id
      WHERE l.person_id = ANY (people) AND l.telling) AS told ON told.person_id = v.person_id AND told.visit = v.record_id
    WHERE v.person_id = ANY (people)) AS judged
  WHERE (e.person_id, e.record_id) = (judged.person_id, judged.record_id) AND e.special <> judged.special;

  UPDATE assent.settlement AS s SET special = NOT s.special
  WHERE s.person_id = ANY (people) AND s.special <> EXISTS (
    SELECT FROM assent.encounter e WHERE e.person_id = s.person_id AND e.record_id = s.parent_record_id AND e.special);

  UPDATE assent.expense_line AS l SET special = NOT l.special
  WHERE l.person_id = ANY (people) AND l.special <> (l.telling OR EXISTS (
    SELECT FROM assent.settlement s WHERE s.person_id = l.person_id AND s.record_id = l.parent_record_id AND s.special));
END $$;

GRANT SELECT, INSERT, DELETE ON assent.special_unsettled TO :import;

-- What a person ticked, one record a row, given with a grant and like its terms never changed: a visit with all that
-- belongs to it, a filing or a benefit.
CREATE TABLE assent.special_tick (
  grant_id uuid NOT NULL REFERENCES assent.consent_grant,
  kind varchar(10) NOT NULL CHECK (kind IN ('VISIT', 'FILING', 'BENEFIT')),
  record_id varchar(64) NOT NULL,
  PRIMARY KEY (grant_id, kind, record_id)
);
-- Only while the grant is being given: what the ledger has recorded is not widened.
CREATE FUNCTION assent.tick_with_its_grant() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM assent.consent_grant g
    WHERE g.id = NEW.grant_id AND g.person_id IS NOT NULL AND g.strength = 'FACE' AND g.sensitive_confirmed
      AND g.used = 0 AND g.xmin = pg_current_xact_id()::xid)
  THEN
    RAISE EXCEPTION 'grant % was not given so', NEW.grant_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tick_with_its_grant BEFORE INSERT ON assent.special_tick
  FOR EACH ROW EXECUTE FUNCTION assent.tick_with_its_grant();
CREATE TRIGGER tick_is_append_only BEFORE UPDATE OR DELETE ON assent.special_tick
  FOR EACH ROW EXECUTE FUNCTION assent.refuse_change();
CREATE TRIGGER tick_is_never_emptied BEFORE TRUNCATE ON assent.special_tick
  FOR EACH STATEMENT EXECUTE FUNCTION assent.refuse_change();
GRANT INSERT ON assent.special_tick TO :api;

-- Which special records this very transaction may see: all of them where a person reads their own, otherwise those
-- that its grant has ticked. Null, and so none, where nothing is opened.
CREATE FUNCTION assent.shown_special() RETURNS text[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT CASE WHEN e.kind IN ('OWN_ACCESS', 'OWN_EXPORT') THEN ARRAY['ALL']
    ELSE ARRAY(SELECT kind || ' ' || record_id FROM assent.special_tick t WHERE t.grant_id = e.grant_id) END
  FROM assent.ledger_entry e
  WHERE xact = pg_current_xact_id_if_assigned()
    AND kind IN ('DISCLOSURE', 'REREAD', 'OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS')
  ORDER BY id DESC LIMIT 1 $$;

-- Beside `opened`, which says whose rows. What may be seen is asked first, for everybody and once per statement, so that
-- who has something to hide is answered no later than who has not.
CREATE POLICY unhidden ON assent.encounter AS RESTRICTIVE FOR SELECT TO :api
  USING (ARRAY['ALL', 'VISIT ' || record_id] && (SELECT assent.shown_special()) OR NOT special);
CREATE POLICY unhidden ON assent.settlement AS RESTRICTIVE FOR SELECT TO :api
  USING (ARRAY['ALL', 'VISIT ' || parent_record_id] && (SELECT assent.shown_special()) OR NOT special);
-- A bill's lines are seen with the bill: this inner look at settlements is bound by their own policies.
CREATE POLICY unhidden ON assent.expense_line AS RESTRICTIVE FOR SELECT TO :api
  USING (parent_record_id = ANY (ARRAY(SELECT s.record_id FROM assent.settlement s WHERE s.special)) OR NOT special);
CREATE POLICY unhidden ON assent.filing AS RESTRICTIVE FOR SELECT TO :api
  USING (ARRAY['ALL', 'FILING ' || record_id] && (SELECT assent.shown_special()) OR NOT special);
CREATE POLICY unhidden ON assent.special_benefit AS RESTRICTIVE FOR SELECT TO :api
  USING (ARRAY['ALL', 'BENEFIT ' || record_id] && (SELECT assent.shown_special()) OR NOT special);

REVOKE EXECUTE ON FUNCTION assent.settle_special(bigint[]), assent.tick_with_its_grant(), assent.shown_special() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.settle_special(bigint[]) TO :import;
GRANT EXECUTE ON FUNCTION assent.shown_special() TO :api;
