-- Nothing that could not be published gets into the ledger: the sequencer takes every entry that was committed, so one
-- that it had to refuse would halt the log for good. This is checked where an entry is inserted, whoever inserts it.

-- The fields of an entry's content, each in the form that it may have, whatever the kind. test/trust/ledger-entries.test.ts
-- compares it with consent/ledger/entries/entry.ts. In lax mode a filter looks into arrays, so types are compared first.
CREATE FUNCTION assent.fields_are_sound(content jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN coalesce(content @@ '
    (!exists($.subject) || $.subject.type() == "null" || ($.subject.type() == "string" && $.subject like_regex "^[0-9a-f]{64}$")) &&
    (!exists($.recipient) || ($.recipient.type() == "string" && $.recipient like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.purpose) || ($.purpose.type() == "string" && $.purpose like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.mode) || ($.mode.type() == "string" && $.mode like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.strength) || ($.strength.type() == "string" && $.strength like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.useNumber) || ($.useNumber.type() == "number" && $.useNumber >= 1 && $.useNumber <= 2147483647 && $.useNumber.floor() == $.useNumber)) &&
    (!exists($.maxUses) || $.maxUses.type() == "null" ||
      ($.maxUses.type() == "number" && $.maxUses >= 1 && $.maxUses <= 2147483647 && $.maxUses.floor() == $.maxUses)) &&
    (!exists($.revocationEpoch) || ($.revocationEpoch.type() == "number" && $.revocationEpoch >= 0 && $.revocationEpoch <= 2147483647 && $.revocationEpoch.floor() == $.revocationEpoch)) &&
    (!exists($.noticeDigest) || ($.noticeDigest.type() == "string" && $.noticeDigest like_regex "^[0-9a-f]{64}$")) &&
    (!exists($.operationDigest) || ($.operationDigest.type() == "string" && $.operationDigest like_regex "^[0-9a-f]{64}$")) &&
    (!exists($.repeated) || ($.repeated.type() == "number" && $.repeated >= 0 && $.repeated <= 2147483647 && $.repeated.floor() == $.repeated)) &&
    (!exists($.operator) || ($.operator.type() == "string" && $.operator like_regex "^[0-9a-f]{64}$")) &&
    (!exists($.refusal) || ($.refusal.type() == "string" && $.refusal like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.why) || ($.why.type() == "string" && $.why like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.items) || ($.items.type() == "array" && !($.items[*].type() == "array") && !exists($.items[*] ? (
      !(@.type() == "string" && @ like_regex "^[A-Z][A-Z0-9_]*(:[A-Z0-9_]+[.][A-Z0-9_]+)?$") &&
      !(@.item.type() == "string" && @.item like_regex "^[A-Z][A-Z0-9_]*(:[A-Z0-9_]+[.][A-Z0-9_]+)?$" &&
        @.delivery.type() == "string" && @.delivery like_regex "^[A-Z][A-Z0-9_-]{0,39}$")))))', false);
END $$;

-- The other fields, which no use of a grant has.
CREATE FUNCTION assent.further_fields_are_sound(content jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN coalesce(content @@ '
    (!exists($.nonce) || ($.nonce.type() == "string" && $.nonce like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")) &&
    (!exists($.supersededBy) || ($.supersededBy.type() == "string" && $.supersededBy like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")) &&
    (!exists($.session) || ($.session.type() == "string" && $.session like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")) &&
    (!exists($.act) || ($.act.type() == "string" && $.act like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")) &&
    (!exists($.application) || ($.application.type() == "string" && $.application like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")) &&
    (!exists($.object) || ($.object.type() == "string" && $.object like_regex "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")) &&
    (!exists($.maxUsesPerDay) || $.maxUsesPerDay.type() == "null" || ($.maxUsesPerDay.type() == "number" && $.maxUsesPerDay >= 0 && $.maxUsesPerDay <= 2147483647 && $.maxUsesPerDay.floor() == $.maxUsesPerDay)) &&
    (!exists($.catalogueVersion) || ($.catalogueVersion.type() == "number" && $.catalogueVersion >= 0 && $.catalogueVersion <= 2147483647 && $.catalogueVersion.floor() == $.catalogueVersion)) &&
    (!exists($.lost) || ($.lost.type() == "number" && $.lost >= 0 && $.lost <= 9007199254740991 && $.lost.floor() == $.lost)) &&
    (!exists($.version) || ($.version.type() == "number" && $.version >= 0 && $.version <= 2147483647 && $.version.floor() == $.version)) &&
    (!exists($.recordsFrom) || $.recordsFrom.type() == "null" || ($.recordsFrom.type() == "string" && $.recordsFrom like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")) &&
    (!exists($.recordsTo) || $.recordsTo.type() == "null" || ($.recordsTo.type() == "string" && $.recordsTo like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")) &&
    (!exists($.validUntil) || ($.validUntil.type() == "string" && $.validUntil like_regex
      "^2[0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][.][0-9]{6}Z$")) &&
    (!exists($.channel) || ($.channel.type() == "string" && $.channel like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.role) || ($.role.type() == "string" && $.role like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.change) || ($.change.type() == "string" && $.change like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.format) || ($.format.type() == "string" && $.format like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.counter) || ($.counter.type() == "string" && $.counter like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.clerk) || ($.clerk.type() == "string" && $.clerk like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.staff) || ($.staff.type() == "string" && $.staff like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.member) || ($.member.type() == "string" && $.member like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.by) || ($.by.type() == "string" && $.by like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.roles) || ($.roles.type() == "array" && !($.roles[*].type() == "array") && !exists($.roles[*] ? (
      !(@.type() == "string" && @ like_regex "^[A-Z][A-Z0-9_-]{0,39}$"))))) &&
    (!exists($.looked) || ($.looked.type() == "string" && $.looked like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.about) || ($.about.type() == "string" && $.about like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.reviewer) || $.reviewer.type() == "null" || ($.reviewer.type() == "string" && $.reviewer like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.identifiedBy) || ($.identifiedBy.type() == "string" && $.identifiedBy like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.proposedBy) || ($.proposedBy.type() == "string" && $.proposedBy like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.confirmedBy) || ($.confirmedBy.type() == "string" && $.confirmedBy like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.awaits) || ($.awaits.type() == "string" && $.awaits like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.relation) || ($.relation.type() == "string" && $.relation like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.power) || $.power.type() == "null" || ($.power.type() == "string" && $.power like_regex "^[0-9a-f]{64}$")) &&
    (!exists($.reviewers) || ($.reviewers.type() == "array" && !($.reviewers[*].type() == "array") && !exists($.reviewers[*] ? (
      !(@.type() == "string" && @ like_regex "^[A-Z][A-Z0-9_-]{0,39}$"))))) &&
    (!exists($.raises) || ($.raises.type() == "array" && !($.raises[*].type() == "array") && !exists($.raises[*] ? (
      !(@.item.type() == "string" && @.item like_regex "^[A-Z][A-Z0-9_]*(:[A-Z0-9_]+[.][A-Z0-9_]+)?$" && @.level.type() == "number" && @.level >= 0 && @.level <= 9 && @.level.floor() == @.level))))) &&
    (!exists($.confirmed) || ($.confirmed.type() == "array" && !($.confirmed[*].type() == "array") && !exists($.confirmed[*] ? (
      !(@.item.type() == "string" && @.item like_regex "^[A-Z][A-Z0-9_]*(:[A-Z0-9_]+[.][A-Z0-9_]+)?$" && @.version.type() == "number" && @.version >= 0 && @.version <= 2147483647 && @.version.floor() == @.version))))) &&
    (!exists($.evidence) || ($.evidence.type() == "object" && $.evidence.signature.type() == "string" && $.evidence.signature like_regex "^[0-9a-f]{64}$" &&
      $.evidence.notice.type() == "string" && $.evidence.notice like_regex "^[0-9a-f]{64}$" && $.evidence.documents.type() == "array" &&
      !($.evidence.documents[*].type() == "array") && !exists($.evidence.documents[*] ? (!(@.type() == "string" && @ like_regex "^[0-9a-f]{64}$"))))) &&
    (!exists($.product) || ($.product.type() == "string" && $.product like_regex "^[A-Z][A-Z0-9_-]{0,39}$")) &&
    (!exists($.digest) || ($.digest.type() == "string" && $.digest like_regex "^[0-9a-f]{64}$")) &&
    (!exists($.from) || ($.from.type() == "string" && $.from like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")) &&
    (!exists($.until) || $.until.type() == "null" || ($.until.type() == "string" && $.until like_regex "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")) &&
    (!exists($.document) || ($.document.type() == "string" && $.document like_regex "^[0-9a-f]{64}$")) &&
    (!exists($.thumbprint) || ($.thumbprint.type() == "string" && $.thumbprint like_regex "^[0-9a-f]{64}$")) &&
    (!exists($.minutes) || ($.minutes.type() == "string" && $.minutes like_regex "^[0-9a-f]{64}$")) &&
    (!exists($.purposes) || ($.purposes.type() == "array" && !($.purposes[*].type() != "object")))', false)
    -- JSON for JavaScript has no number beyond these, so a larger one could not be published.
    AND NOT content @? '$.** ? (@.type() == "number" && (@ > 9007199254740991 || @ < -9007199254740991))';
END $$;

-- Time and size of an entry that the log can publish. A leaf has at most 65,535 bytes; in the text, a character of the
-- stored form may take six.
CREATE FUNCTION assent.fits_a_leaf(at timestamptz, content jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT at >= '2000-01-01T00:00:00Z' AND at < '9999-01-01T00:00:00Z'
    AND (pg_column_size(content) <= 10000 OR octet_length(content::text) <= 60000) $$;

-- The fields that every use of a grant has, no less strict than fields_are_sound(). Every redemption pays for this, so
-- fields of one form are looked at together, and their length is not left to the regular expression: a bound such as {64}
-- takes PostgreSQL ten times as long as an open one. JSON compares null < string < number < boolean, so what lies between
-- two numbers is one. Null or false: a field is missing or malformed.
CREATE FUNCTION assent.use_fields_are_sound(content jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN (content->'subject' = 'null' OR jsonb_typeof(content->'subject') = 'string' AND length(content->>'subject') = 64)
    AND jsonb_typeof(content->'noticeDigest') = 'string' AND length(content->>'noticeDigest') = 64
    AND jsonb_typeof(content->'operationDigest') = 'string' AND length(content->>'operationDigest') = 64
    AND concat(content->>'subject', content->>'noticeDigest', content->>'operationDigest') !~ '[^0-9a-f]'
    AND jsonb_typeof(content->'recipient') = 'string' AND length(content->>'recipient') <= 40
    AND jsonb_typeof(content->'purpose') = 'string' AND length(content->>'purpose') <= 40
    AND jsonb_typeof(content->'mode') = 'string' AND length(content->>'mode') <= 40
    AND jsonb_typeof(content->'strength') = 'string' AND length(content->>'strength') <= 40
    AND concat_ws(' ', content->>'recipient', content->>'purpose', content->>'mode', content->>'strength')
      ~ '^[A-Z][A-Z0-9_-]*( [A-Z][A-Z0-9_-]*){3}$'
    AND content->'useNumber' BETWEEN '1' AND '2147483647'
    -- k of N
    AND (content->'maxUses' = 'null' OR content->'maxUses' BETWEEN content->'useNumber' AND '2147483647')
    AND content->'revocationEpoch' BETWEEN '0' AND '2147483647'
    AND concat(content->>'useNumber', content->>'maxUses', content->>'revocationEpoch') !~ '[^0-9]'
    -- PostgreSQL writes JSON in one way: shorter names first, and with these spaces. A quote within a string is escaped, so
    -- only names are replaced, and what replaces them is in no string that matches. A short text matches in a short time.
    AND replace(replace((content->'items')::text, '{"item": "', '<'), '", "delivery": "', '"')
      ~ '^\[((<[A-Z][A-Z0-9_]*(:[A-Z0-9_]+[.][A-Z0-9_]+)?"(RETURN|MASKED|VERIFY)"\}|"[A-Z][A-Z0-9_]*(:[A-Z0-9_]+[.][A-Z0-9_]+)?")(, )?)*\]$';
END $$;

-- The last check before the entry of a use or of a re-read is written.
CREATE FUNCTION assent.check_entry_of_use() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE content jsonb := NEW.content; sound boolean;
BEGIN
  sound := NEW.grant_id IS NOT NULL AND NEW.disclosure_id IS NOT NULL AND jsonb_typeof(content) = 'object'
    AND assent.fits_a_leaf(NEW.at, content);
  IF sound AND NEW.kind = 'REREAD' THEN
    sound := jsonb_typeof(content->'why') = 'string' AND length(content->>'why') <= 40
      AND content->>'why' ~ '^[A-Z][A-Z0-9_-]*$';
    content := content - 'why';
  END IF;
  IF sound AND NEW.kind = 'DISCLOSURE' AND content ? 'operator' THEN
    sound := jsonb_typeof(content->'operator') = 'string' AND length(content->>'operator') = 64
      AND content->>'operator' !~ '[^0-9a-f]';
    content := content - 'operator';
  END IF;
  IF NOT coalesce(sound AND assent.use_fields_are_sound(content) AND content - '{subject,purpose,recipient,items,mode,maxUses,strength,noticeDigest,revocationEpoch,useNumber,operationDigest}'::text[] = '{}', false)
  THEN RAISE EXCEPTION 'the entry is not in the form of %', NEW.kind USING ERRCODE = 'check_violation'; END IF;
  -- Of a use that was taken: disclosures are numbered 1, 2, 3 ... by grant, without doubles.
  PERFORM FROM assent.disclosure d
  WHERE d.id = NEW.disclosure_id AND d.grant_id = NEW.grant_id AND d.use_number = (content->>'useNumber')::integer;
  IF NOT FOUND THEN RAISE EXCEPTION 'there is no such use' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;

-- The last check before any other entry is written.
CREATE FUNCTION assent.check_ledger_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- The names that the content must have, and those that it may have besides.
  demanded text[];
  optional text[] := '{}';
  -- Whether a grant must stand beside the content.
  of_grant boolean := true;
  grant_terms CONSTANT text[] := '{subject,purpose,recipient,items,mode,maxUses,strength,noticeDigest,revocationEpoch,maxUsesPerDay,recordsFrom,recordsTo,validUntil,catalogueVersion,channel,role}';
BEGIN
  CASE NEW.kind
    WHEN 'REFUSAL' THEN
      demanded := '{subject,purpose,recipient,refusal,items,repeated}';
    WHEN 'GRANT_GIVEN' THEN
      demanded := grant_terms;
      optional := '{session,counter,clerk,identifiedBy,power,reviewer,evidence,awaits}';
    WHEN 'GRANT_REVOKED' THEN
      demanded := grant_terms;
      optional := '{session,counter,clerk,identifiedBy,power}';
    WHEN 'GRANT_SUPERSEDED' THEN
      demanded := grant_terms || '{supersededBy}'::text[];
    WHEN 'GRANT_SUSPENDED' THEN
      demanded := grant_terms;
      optional := '{why,act}';
    WHEN 'GRANT_REINSTATED' THEN
      demanded := grant_terms;
      optional := '{why,act,confirmed,session,counter,clerk,identifiedBy,power,reviewer,evidence}';
    ELSE
      of_grant := false;
      CASE NEW.kind
        WHEN 'AUTHENTICATOR_CHANGED' THEN demanded := '{subject,nonce,change}';
        WHEN 'OWN_ACCESS' THEN demanded := '{subject,nonce,items,strength}'; optional := '{role,why}';
        WHEN 'RELATIVE_ACCESS' THEN
          demanded := '{subject,nonce,purpose,application,relation,reviewers,items,strength,useNumber,maxUses}';
        WHEN 'OWN_EXPORT' THEN demanded := '{subject,nonce,items,strength,format}';
        WHEN 'AGREEMENT_CHANGED' THEN
          demanded := '{recipient,version,purposes}'; optional := '{from,until,act,proposedBy,confirmedBy,document}';
        WHEN 'RECIPIENT_ACTIVATED' THEN demanded := '{recipient,act,proposedBy,confirmedBy}';
        WHEN 'PRODUCT_REGISTERED' THEN demanded := '{recipient,product,change,digest}';
        WHEN 'KEY_CHANGED' THEN demanded := '{recipient,thumbprint,change}'; optional := '{by,confirmedBy}';
        WHEN 'RECIPIENT_SUSPENDED' THEN demanded := '{recipient,why,act,proposedBy,confirmedBy}';
        WHEN 'RECIPIENT_REINSTATED' THEN demanded := '{recipient,why,act,proposedBy,confirmedBy}';
        WHEN 'CATALOGUE_PUBLISHED' THEN demanded := '{version,raises,act,proposedBy,confirmedBy}';
        WHEN 'COUNTER_SESSION' THEN demanded := '{subject,nonce,session,counter,clerk,identifiedBy,power}';
        WHEN 'COUNTER_DENIAL' THEN demanded := '{subject,nonce,session,counter,clerk,identifiedBy,power,object}';
        WHEN 'COUNTER_RETURN' THEN
          demanded := '{subject,nonce,session,counter,clerk,identifiedBy,power,reviewer,object}';
        WHEN 'STAFF_CHANGED' THEN demanded := '{staff,role,change}'; optional := '{proposedBy,confirmedBy,minutes}';
        WHEN 'MEMBER_CHANGED' THEN
          demanded := '{member,roles,change,version}';
          optional := '{recipient,by,proposedBy,confirmedBy,application,digest}';
        WHEN 'STAFF_LOOK' THEN demanded := '{subject,nonce,staff,role,looked,object}';
        WHEN 'OBJECTION_FILED' THEN demanded := '{subject,nonce,about,object}';
        WHEN 'OBJECTION_ANSWERED' THEN demanded := '{subject,nonce,about,object,staff,role}';
        WHEN 'PERSON_ERASED' THEN demanded := '{subject,nonce}';
        WHEN 'LOG_RECOVERED' THEN demanded := '{lost}';
        ELSE RAISE EXCEPTION '% is no kind of entry', NEW.kind USING ERRCODE = 'check_violation';
      END CASE;
      NEW.handle_key := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
  END CASE;

  IF (NEW.grant_id IS NOT NULL) <> of_grant OR NEW.disclosure_id IS NOT NULL
    OR jsonb_typeof(NEW.content) <> 'object' OR NOT NEW.content ?& demanded
    OR NEW.content - demanded - optional <> '{}' OR NOT assent.fields_are_sound(NEW.content)
    OR NOT assent.fits_a_leaf(NEW.at, NEW.content)
  THEN RAISE EXCEPTION 'the entry is not in the form of %', NEW.kind USING ERRCODE = 'check_violation'; END IF;

  IF NEW.kind = 'REFUSAL' THEN RETURN NEW; END IF;
  IF NOT assent.further_fields_are_sound(NEW.content)
  THEN RAISE EXCEPTION 'the entry is not in the form of %', NEW.kind USING ERRCODE = 'check_violation'; END IF;
  -- What one cause may bring about several times is shuffled with what others brought about: a death suspends every
  -- grant of a person, and looks, sessions and what follows from them would stand side by side.
  IF NEW.kind IN ('GRANT_REVOKED', 'GRANT_SUPERSEDED', 'GRANT_SUSPENDED', 'GRANT_REINSTATED', 'COUNTER_SESSION', 'COUNTER_DENIAL', 'COUNTER_RETURN',
    'STAFF_LOOK', 'PERSON_ERASED', 'OBJECTION_FILED',
    'OBJECTION_ANSWERED')
  THEN NEW.delay := random(); END IF;
  RETURN NEW;
END $$;
-- Before set_current_access_entry, whose name comes later.
CREATE TRIGGER check_entry_of_use BEFORE INSERT ON assent.ledger_entry
  FOR EACH ROW WHEN (NEW.kind IN ('DISCLOSURE', 'REREAD')) EXECUTE FUNCTION assent.check_entry_of_use();
CREATE TRIGGER check_ledger_entry BEFORE INSERT ON assent.ledger_entry
  FOR EACH ROW WHEN (NEW.kind NOT IN ('DISCLOSURE', 'REREAD')) EXECUTE FUNCTION assent.check_ledger_entry();
