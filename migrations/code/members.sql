-- Institutions and their members. The platform stores what it has sealed (consent/crypto/seal.ts) by these functions.

-- An account keeps its person and what it rests on, and a disabled one stays disabled. Each change is a new version; only
-- the name is encrypted again, and the row sealed again, without one.
CREATE FUNCTION assent.member_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF (to_jsonb(OLD) - '{sealed_name,seal}'::text[]) = (to_jsonb(NEW) - '{sealed_name,seal}'::text[]) THEN RETURN NEW; END IF;
  IF OLD.disabled_at IS NOT NULL OR NEW.version <> OLD.version + 1 OR (OLD.joined_at IS NOT NULL AND NEW.joined_at IS DISTINCT FROM OLD.joined_at)
    OR (to_jsonb(OLD) - '{roles,version,joined_at,disabled_at,disabled_for,seal}'::text[])
      IS DISTINCT FROM (to_jsonb(NEW) - '{roles,version,joined_at,disabled_at,disabled_for,seal}'::text[])
  THEN RAISE EXCEPTION 'the account of a member may not change so' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER member_stays BEFORE UPDATE ON assent.member FOR EACH ROW EXECUTE FUNCTION assent.member_stays();

-- An institution keeps its number, and the recipient that it has become.
CREATE FUNCTION assent.institution_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF OLD.uscc <> NEW.uscc OR (OLD.recipient_code IS NOT NULL AND NEW.recipient_code IS DISTINCT FROM OLD.recipient_code)
  THEN RAISE EXCEPTION 'an institution may not change so' USING ERRCODE = 'check_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER institution_stays BEFORE UPDATE ON assent.institution FOR EACH ROW EXECUTE FUNCTION assent.institution_stays();

-- The version that the ledger tells of last. A row of another one, as SQL may bring back, counts as not there.
CREATE FUNCTION assent.member_version(wanted varchar) RETURNS integer
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT max((content->>'version')::integer) FROM assent.ledger_entry
  WHERE kind = 'MEMBER_CHANGED' AND content->>'member' = wanted $$;

-- An account and its institution with their seals, for whoever checks them.
CREATE FUNCTION assent.member_account(wanted varchar) RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT jsonb_build_object('member', to_jsonb(m), 'institution', to_jsonb(i))
  FROM assent.member m JOIN assent.institution i USING (uscc)
  WHERE m.code = wanted AND m.version = assent.member_version(wanted) $$;

-- The same in the transaction of an act: it holds a lock, so that disabling an account waits for acts that have begun, and
-- none begins afterwards. Whoever changes accounts holds the institution first, so that no two change each other's.
CREATE FUNCTION assent.member_acts(wanted varchar, changes boolean) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  IF changes THEN
    PERFORM FROM assent.institution i WHERE i.uscc = (SELECT m.uscc FROM assent.member m WHERE m.code = wanted) FOR UPDATE;
  END IF;
  PERFORM FROM assent.member WHERE code = wanted FOR SHARE;
  RETURN assent.member_account(wanted);
END $$;

-- The accounts of a person who has just signed in.
CREATE FUNCTION assent.members_of_person(person bigint) RETURNS SETOF jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT assent.member_account(m.code) FROM assent.member m JOIN assent.person p USING (certno_index)
  WHERE p.id = $1 AND m.disabled_at IS NULL ORDER BY m.code $$;

-- The accounts of an institution, in the order of their codes.
CREATE FUNCTION assent.members_of(wanted varchar, after varchar, most integer) RETURNS SETOF jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT assent.member_account(m.code) FROM assent.member m
  WHERE m.uscc = wanted AND (after IS NULL OR m.code > after) ORDER BY m.code LIMIT most $$;

CREATE FUNCTION assent.institution_row(wanted varchar) RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT to_jsonb(i) FROM assent.institution i WHERE i.uscc = wanted $$;

-- The OWNERs who can act now.
CREATE FUNCTION assent.owners_of(wanted varchar) RETURNS SETOF assent.member
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT m.* FROM assent.member m
  WHERE m.uscc = wanted AND m.roles ? 'OWNER' AND m.joined_at IS NOT NULL AND m.disabled_at IS NULL
    AND m.version = assent.member_version(m.code) $$;

-- False: there is one of this number or recipient already.
CREATE FUNCTION assent.add_institution(given jsonb) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
BEGIN
  PERFORM assent.assert_present((given->>'added_at')::timestamptz);
  INSERT INTO assent.institution SELECT * FROM jsonb_populate_record(NULL::assent.institution, given) ON CONFLICT DO NOTHING;
  RETURN FOUND;
END $$;

CREATE FUNCTION assent.record_member(m assent.member, what text, detail jsonb) RETURNS void
  LANGUAGE sql VOLATILE AS $$
  INSERT INTO assent.ledger_entry (kind, at, recipient_code, content)
  SELECT 'MEMBER_CHANGED', assent.now(), i.recipient_code, detail || jsonb_strip_nulls(jsonb_build_object(
    'member', m.code, 'roles', m.roles, 'change', what, 'version', m.version, 'recipient', i.recipient_code))
  FROM assent.institution i WHERE i.uscc = m.uscc $$;

-- False: this person has an account, or an invitation, at this institution already.
CREATE FUNCTION assent.add_member(given jsonb) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE m assent.member := jsonb_populate_record(NULL::assent.member, given);
BEGIN
  PERFORM assent.assert_present(m.added_at);
  IF m.version <> 1 OR m.disabled_at IS NOT NULL THEN RAISE EXCEPTION 'no new account is so' USING ERRCODE = 'check_violation'; END IF;
  INSERT INTO assent.member SELECT m.* ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM assent.record_member(m, CASE WHEN m.joined_at IS NULL THEN 'INVITED' ELSE 'ADDED' END,
    jsonb_strip_nulls(jsonb_build_object(
      'proposedBy', m.vouched_by->'officers'->0, 'confirmedBy', m.vouched_by->'officers'->1, 'digest', m.vouched_by->'letter',
      'by', m.vouched_by->'member', 'application', m.vouched_by->'application')));
  RETURN true;
END $$;

-- Puts a sealed row in the place of the one before it. `doer`: the member who changes it; null: officers, or, of an invitation,
-- whoever takes it up. Verdicts:
--   DONE
--   STALE       somebody else has changed it meanwhile
--   LAST_OWNER  an institution keeps an OWNER, unless officers decide otherwise
CREATE FUNCTION assent.change_member(given jsonb, doer varchar) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE m assent.member := jsonb_populate_record(NULL::assent.member, given); old assent.member;
BEGIN
  PERFORM FROM assent.institution WHERE uscc = m.uscc FOR UPDATE;
  SELECT * INTO old FROM assent.member WHERE code = m.code FOR UPDATE;
  IF NOT FOUND OR old.version <> m.version - 1 OR old.version IS DISTINCT FROM assent.member_version(m.code) THEN RETURN 'STALE'; END IF;
  PERFORM assent.assert_present(coalesce(m.disabled_at, CASE WHEN old.joined_at IS NULL THEN m.joined_at END, assent.now()));
  IF doer IS NOT NULL AND old.joined_at IS NOT NULL AND old.roles ? 'OWNER' AND (m.disabled_at IS NOT NULL OR NOT m.roles ? 'OWNER')
    AND NOT EXISTS (SELECT FROM assent.owners_of(m.uscc) AS other WHERE other.code <> m.code)
  THEN RETURN 'LAST_OWNER'; END IF;
  UPDATE assent.member SET roles = m.roles, version = m.version, joined_at = m.joined_at, disabled_at = m.disabled_at,
    disabled_for = m.disabled_for, seal = m.seal WHERE code = m.code;
  PERFORM assent.record_member(m, CASE WHEN m.disabled_at IS NOT NULL THEN 'DISABLED'
      WHEN old.joined_at IS NULL AND m.joined_at IS NOT NULL THEN 'JOINED' ELSE 'ROLES' END,
    jsonb_strip_nulls(jsonb_build_object('by', doer)));
  RETURN 'DONE';
END $$;

-- The account that the link with this secret invites to, while the link is good.
CREATE FUNCTION assent.invited_member(digest bytea) RETURNS jsonb
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT assent.member_account(m.code) FROM assent.member m
  WHERE m.invitation_digest = digest AND m.joined_at IS NULL AND m.disabled_at IS NULL AND m.invitation_expires_at > assent.now() $$;

-- The blind index of a person's own ID number, for an account that rests on the person's application.
CREATE FUNCTION assent.certno_index_of(person bigint) RETURNS bytea
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT certno_index FROM assent.person WHERE id = $1 AND surv_stas <> '2' AND salt IS NOT NULL $$;

-- To whom a message about the institution's accounts goes: each OWNER as a person here.
CREATE FUNCTION assent.owners_to_tell(wanted varchar) RETURNS TABLE (account jsonb, person_id bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT assent.member_account(m.code), p.id
  FROM assent.owners_of(wanted) m JOIN assent.person p USING (certno_index)
  WHERE p.surv_stas <> '2' AND p.salt IS NOT NULL ORDER BY p.id $$;

-- Names that are encrypted under an older master key. The version is the first byte after a salt of 16.
CREATE FUNCTION assent.outdated_member_names(newest integer) RETURNS TABLE (code varchar, sealed_name bytea)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT m.code, m.sealed_name FROM assent.member m WHERE get_byte(m.sealed_name, 16) < newest ORDER BY m.code $$;

CREATE FUNCTION assent.seal_member_name_again(wanted varchar, sealed bytea) RETURNS void
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  UPDATE assent.member SET sealed_name = sealed WHERE code = wanted $$;
