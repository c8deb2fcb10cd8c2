-- R-12: which rows belong to a specially protected disease. Diagnoses are encrypted, so the importer marks the rows
-- (schema/codes/special-disease.ts); here the mark spreads to the rows that are linked to them.

-- Sets and clears `protected` for these people: exactly the rows that are marked or linked to a marked one. A visit for a
-- chronic disease (门诊慢特病) counts as linked when the person's only filing for one is protected: it would reveal the filing.
CREATE FUNCTION assent.spread_protection(people bigint[]) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  UPDATE assent.encounter AS e SET protected = judged.protected
  FROM (
    SELECT v.person_id, v.record_id, v.marked OR told.visit IS NOT NULL
      OR (v.med_type LIKE '14%'
        AND EXISTS (SELECT FROM assent.filing f WHERE f.person_id = v.person_id AND f.protected)
        AND NOT EXISTS (SELECT FROM assent.filing f
          WHERE f.person_id = v.person_id AND NOT f.protected AND f.opsp_dise_code IS NOT NULL)) AS protected
    FROM assent.encounter v
    LEFT JOIN (
      SELECT DISTINCT s.person_id, s.parent_record_id AS visit
      FROM assent.expense_line l JOIN assent.settlement s ON s.person_id = l.person_id AND s.record_id = l.parent_record_id
      WHERE l.person_id = ANY (people) AND l.marked) AS told ON told.person_id = v.person_id AND told.visit = v.record_id
    WHERE v.person_id = ANY (people)) AS judged
  WHERE (e.person_id, e.record_id) = (judged.person_id, judged.record_id) AND e.protected <> judged.protected;

  UPDATE assent.settlement AS s SET protected = NOT s.protected
  WHERE s.person_id = ANY (people) AND s.protected <> EXISTS (
    SELECT FROM assent.encounter e WHERE e.person_id = s.person_id AND e.record_id = s.parent_record_id AND e.protected);

  UPDATE assent.expense_line AS l SET protected = NOT l.protected
  WHERE l.person_id = ANY (people) AND l.protected <> (l.marked OR EXISTS (
    SELECT FROM assent.settlement s WHERE s.person_id = l.person_id AND s.record_id = l.parent_record_id AND s.protected));
END $$;
