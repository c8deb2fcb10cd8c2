-- THE SCHEMA `record`: WHAT A COMMITTED ENTRY OPENS
--
-- A person's rows are read through the views of this schema and in no other way. Whoever reads names an entry of the ledger
-- ("#entry" = $1) and sees what that entry opens: its items, of the rows within its period, without protected records that
-- were not chosen (R-12). Everything else is null or absent, whatever the engine asks for. So nothing can be read that is
-- not in the ledger for good: an entry that another transaction has not committed is invisible, one that was rolled back
-- never was, and an entry of the reader's own transaction opens nothing.
--
--   assent.redeem() and the like     write the entry, with what it opens; the role :gate may call them and reads no row
--   record.open_entry                the entries that open something now
--   record.opened_*                  the rows of each category that they open, whole; read by :record only
--   record.*                         the same rows, with the items that they open; the role :reader may select
--   record.compare()                 tells which of some assertions one record has (delivery VERIFY), and shows no value
--
-- The role :record owns all of it. Nobody connects as it, and it may read and not write.
CREATE SCHEMA record AUTHORIZATION :record;
SET LOCAL ROLE :record;
GRANT USAGE ON SCHEMA record TO :reader;

-- An entry opens its subject for 10 seconds; after a dump and restore or when the clock was set back, an old one opens nothing.
-- An entry under a grant opens nothing once the grant may not be used any more: what was recorded before a revocation, a death
-- or a recipient's suspension and not read yet stays unread.
CREATE VIEW record.open_entry AS
SELECT e.id, e.person_id, e.provider_id, e.grant_id, coalesce(e.opens, '{}') AS opens, coalesce(e.compares, '{}') AS compares,
  coalesce(e.opens_from, '-infinity') AS from_day, coalesce(e.opens_to, 'infinity') AS to_day,
  -- One's own protected records are not hidden from oneself, but from a preview of what a recipient would get.
  e.kind IN ('OWN_ACCESS', 'OWN_EXPORT') AND e.shares IS NULL AS own,
  e.shares,
  e.asserts
FROM assent.ledger_entry e
WHERE e.at > assent.now() - interval '10 seconds'
  -- Entries written before the clock was set back are not fresh again.
  AND e.at < assent.now() + interval '10 seconds' AND e.xact IS DISTINCT FROM pg_current_xact_id_if_assigned()
  AND CASE
    WHEN e.kind IN ('DISCLOSURE', 'REREAD') THEN assent.grant_still_opens(e.grant_id)
    ELSE e.kind IN ('OWN_ACCESS', 'OWN_EXPORT', 'RELATIVE_ACCESS') END;

-- Names a row in a page's cursor. The record's own id may be an item that the entry does not open.
CREATE FUNCTION record.handle(record_id varchar) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
  RETURN encode(sha256((SELECT key FROM assent.page_key) || convert_to(record_id, 'UTF8')), 'base64');

-- R-12: one's own protected records, as they are listed before a person decides which of them a grant may share. Only an
-- entry of one's own access opens them, and only one that opens all the items that the list is made of.
CREATE VIEW record.own_protected AS
SELECT o.id AS "#entry", o.person_id, p.salt AS "#salt" FROM record.open_entry o JOIN assent.person p ON p.id = o.person_id
WHERE o.own AND o.opens @> ARRAY['MED_TYPE', 'BEGNTIME', 'ENDTIME', 'SETL_TIME', 'FIXMEDINS_NAME', 'DIAG_CODE', 'DIAG_NAME', 'HILIST_CODE',
  'HILIST_NAME', 'OPSP_DISE_CODE', 'FILING_BEGNDATE', 'FILING_ENDDATE', 'MATN_TYPE', 'SPECIAL_TRT_DATE']::varchar[];

CREATE VIEW record.protected_visit WITH (security_barrier) AS
SELECT o."#entry", o."#salt", e.record_id, e.begntime::text AS "from", e.fixmedins_name, e.med_type, e.diag_code, e.diag_name,
  greatest(e.begntime, e.endtime, (SELECT max(s.setl_time) FROM assent.settlement s
    WHERE s.person_id = e.person_id AND s.parent_record_id = e.record_id))::text AS until
FROM record.own_protected o JOIN assent.encounter e ON e.person_id = o.person_id
WHERE e.protected;

CREATE VIEW record.protected_line WITH (security_barrier) AS
SELECT o."#entry", s.parent_record_id AS visit, l.hilist_code, l.hilist_name, l.fee_ocur_time AS "#time"
FROM record.own_protected o JOIN assent.expense_line l ON l.person_id = o.person_id
JOIN assent.settlement s ON s.person_id = l.person_id AND s.record_id = l.parent_record_id
WHERE l.marked;

CREATE VIEW record.protected_filing WITH (security_barrier) AS
SELECT o."#entry", f.record_id, f.begndate::text AS "from", coalesce(f.enddate, 'infinity')::text AS until, f.opsp_dise_code
FROM record.own_protected o JOIN assent.filing f ON f.person_id = o.person_id
WHERE f.protected;

CREATE VIEW record.protected_benefit WITH (security_barrier) AS
SELECT o."#entry", b.record_id, b.begndate::text AS "from", b.begndate::text AS until, b.matn_type
FROM record.own_protected o JOIN assent.special_benefit b ON b.person_id = o.person_id
WHERE b.protected;
GRANT SELECT ON record.protected_visit, record.protected_line, record.protected_filing, record.protected_benefit TO :reader;

-- Who is the guardian of an entry's subject, since when and until when: for a child, the day of birth.
CREATE VIEW record.guardianship WITH (security_barrier) AS
SELECT o.id AS "#entry", s.guardian_id, s.begndate::text AS since,
  least(assent.day_begins(s.enddate),
    CASE WHEN s.source <> 'COURT_DECISION' THEN assent.birthday(p.brdy, assent.adult_age()) END)::text AS ends_at
FROM record.open_entry o JOIN assent.guardianship s ON s.ward_id = o.person_id JOIN assent.person p ON p.id = s.ward_id
WHERE o.own AND 'BRDY' = ANY (o.opens);
GRANT SELECT ON record.guardianship TO :reader;

-- The salt that opens the encrypted values of an entry's subject.
CREATE VIEW record.subject WITH (security_barrier) AS
SELECT o.id AS "#entry", coalesce(p.salt, v.salt) AS "#salt" FROM record.open_entry o
LEFT JOIN assent.person p ON p.id = o.person_id LEFT JOIN assent.provider v ON v.id = o.provider_id;
GRANT SELECT ON record.subject TO :reader;

-- Names one comparison of an entry. Whoever does not have the nonce can neither make another one that the entry answers, nor find
-- what was asserted (consent/records/comparison.ts).
CREATE FUNCTION record.assertion(nonce bytea, asserted varchar, equal text, at_least text, at_most text) RETURNS bytea
  LANGUAGE sql STABLE RETURN sha256(nonce || convert_to(concat(asserted, '=', coalesce(encode(convert_to(equal, 'UTF8'), 'hex'), '-'),
    '/', coalesce(encode(convert_to(at_least, 'UTF8'), 'hex'), '-'), '/', coalesce(encode(convert_to(at_most, 'UTF8'), 'hex'), '-')), 'UTF8'));

-- What record.compare() makes of a text. consent/records/comparison.ts compares encrypted values in the same way.

-- As String.prototype.trim of ECMAScript does.
CREATE FUNCTION record.trimmed(given text) RETURNS text LANGUAGE sql IMMUTABLE RETURN btrim(given,
  U&'\0009\000A\000B\000C\000D\0020\00A0\1680\2000\2001\2002\2003\2004\2005\2006\2007\2008\2009\200A\2028\2029\202F\205F\3000\FEFF');
CREATE FUNCTION record.plain(given text) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN upper(record.trimmed(normalize(given, NFC)) COLLATE "und-x-icu");
CREATE FUNCTION record.amount(given text) RETURNS numeric LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN record.trimmed(given) ~ '^-?[0-9]+(\.[0-9]{1,6})?$' THEN record.trimmed(given)::numeric END;
CREATE FUNCTION record.flag(given text) RETURNS boolean LANGUAGE sql IMMUTABLE
  RETURN CASE lower(record.trimmed(given)) WHEN '1' THEN true WHEN 'true' THEN true WHEN '0' THEN false WHEN 'false' THEN false END;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA record FROM PUBLIC;
GRANT EXECUTE ON FUNCTION record.handle(varchar) TO :reader;

-- The views and record.compare(), generated from the item declarations (migrations/record-views.ts).
:views

RESET ROLE;
