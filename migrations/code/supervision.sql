-- Officers' acts (R-34, R-07).

-- A proposal never changes; a confirmed or withdrawn act is final.
CREATE TRIGGER act_stays BEFORE UPDATE ON assent.officer_act FOR EACH ROW WHEN (
  (num_nonnulls(OLD.confirmed_at, OLD.withdrawn_at) > 0 AND (to_jsonb(OLD) - 'seal') IS DISTINCT FROM (to_jsonb(NEW) - 'seal')) OR
  (to_jsonb(OLD) - '{confirmed_by,confirmed_at,withdrawn_at,seal}'::text[]) IS DISTINCT FROM
  (to_jsonb(NEW) - '{confirmed_by,confirmed_at,withdrawn_at,seal}'::text[])
) EXECUTE FUNCTION assent.refuse_change();

-- The acts that make what one recipient may ask for. About one recipient, application or product only one of them is open.
CREATE FUNCTION assent.is_about_agreements(kind varchar) RETURNS boolean LANGUAGE sql IMMUTABLE
  RETURN kind IN ('APPROVE_APPLICATION', 'ACTIVATE_RECIPIENT', 'CHANGE_AGREEMENT', 'END_AGREEMENT', 'REGISTER_PRODUCT');

-- Stores a proposal that the platform has sealed. False: another officer has proposed something about the same agreement.
CREATE FUNCTION assent.propose_act(given jsonb) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE a assent.officer_act := jsonb_populate_record(NULL::assent.officer_act,
  given || '{"confirmed_by": null, "confirmed_at": null, "withdrawn_at": null}');
BEGIN
  PERFORM assent.assert_present(a.proposed_at);
  IF assent.is_about_agreements(a.kind) THEN
    -- Of two at once the second sees the first.
    PERFORM pg_advisory_xact_lock(hashtext('assent.propose_act'));
    PERFORM FROM assent.officer_act o WHERE assent.is_about_agreements(o.kind)
      AND (o.recipient_code = a.recipient_code OR o.subject = a.subject)
      AND o.confirmed_at IS NULL AND o.withdrawn_at IS NULL
      AND assent.now() < o.proposed_at + make_interval(hours => assent.act_hours());
    IF FOUND THEN RETURN false; END IF;
  END IF;
  INSERT INTO assent.officer_act SELECT a.*;
  RETURN true;
END $$;

-- Takes a proposal back, by whoever made it. `given` is the sealed row. Verdicts as those of confirm_act(); WITHDRAWN is the new
-- state, and also tells that it was so before.
CREATE FUNCTION assent.withdraw_act(given jsonb, officer varchar) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE w assent.officer_act := jsonb_populate_record(NULL::assent.officer_act, given); a assent.officer_act;
BEGIN
  SELECT * INTO a FROM assent.officer_act WHERE id = w.id FOR UPDATE;
  IF NOT FOUND THEN RETURN 'MISSING'; END IF;
  IF a.proposed_by <> officer THEN RETURN 'OTHERS'; END IF;
  IF a.confirmed_at IS NOT NULL THEN RETURN 'DONE'; END IF;
  IF a.withdrawn_at IS NOT NULL THEN RETURN 'WITHDRAWN'; END IF;
  IF assent.now() >= a.proposed_at + make_interval(hours => assent.act_hours()) THEN RETURN 'LATE'; END IF;
  PERFORM assent.assert_present(w.withdrawn_at);
  UPDATE assent.officer_act SET withdrawn_at = w.withdrawn_at, seal = w.seal WHERE id = w.id;
  RETURN 'WITHDRAWN';
END $$;

-- The rows that an act has made or changed, as { table: [row] }, for the platform to seal.
CREATE FUNCTION assent.rows_of_act(wanted uuid) RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT jsonb_build_object(
    'officer_act', jsonb_build_array(to_jsonb(a)),
    'recipient', (SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') FROM assent.recipient r WHERE r.code = a.recipient_code),
    'recipient_freeze', (SELECT coalesce(jsonb_agg(to_jsonb(f)), '[]') FROM assent.recipient_freeze f WHERE f.id = a.id),
    'catalogue_version', (SELECT coalesce(jsonb_agg(to_jsonb(v)), '[]') FROM assent.catalogue_version v WHERE v.act_id = a.id),
    'raised_item', (SELECT coalesce(jsonb_agg(to_jsonb(i)), '[]') FROM assent.raised_item i
      JOIN assent.catalogue_version v ON v.version = i.version WHERE v.act_id = a.id))
  FROM assent.officer_act a WHERE a.id = wanted $$;

-- Seals an act that this transaction has confirmed, and the rows that it has made or changed. `seals`: { table: { name: seal } }.
CREATE FUNCTION assent.seal_confirmed_act(wanted uuid, seals jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE a assent.officer_act;
BEGIN
  UPDATE assent.officer_act SET seal = (seals->'officer_act'->>id::text)::bytea
  WHERE id = wanted AND confirmed_at IS NOT NULL AND xmin = pg_current_xact_id()::xid RETURNING * INTO a;
  IF NOT FOUND THEN RAISE EXCEPTION 'act % was not confirmed here', wanted USING ERRCODE = 'check_violation'; END IF;
  UPDATE assent.recipient SET seal = (seals->'recipient'->>code)::bytea WHERE code = a.recipient_code;
  UPDATE assent.recipient_freeze SET seal = (seals->'recipient_freeze'->>id::text)::bytea WHERE id = a.id;
  UPDATE assent.catalogue_version SET seal = (seals->'catalogue_version'->>version::text)::bytea WHERE act_id = a.id;
  UPDATE assent.raised_item i SET seal = (seals->'raised_item'->>i.item)::bytea
  FROM assent.catalogue_version v WHERE v.act_id = a.id AND i.version = v.version;
END $$;

-- R-07: items of these grants whose level was raised after the grant, and the person's confirmations of each, if there are
-- any. consent/catalogue/suspended-items.ts tells by their seals which items are suspended. The others stay usable.
CREATE FUNCTION assent.raised_items(wanted uuid[]) RETURNS TABLE (grant_id uuid, raised jsonb, confirmation jsonb)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
  SELECT g.id, to_jsonb(r), to_jsonb(c)
  FROM assent.consent_grant g
  JOIN assent.raised_item r ON r.version > g.catalogue_version AND g.items @> jsonb_build_array(jsonb_build_object('item', r.item))
  LEFT JOIN assent.item_confirmation c ON c.grant_id = g.id AND c.item = r.item AND c.version >= r.version
  WHERE g.id = ANY (wanted) $$;

-- Stores a sealed confirmation. It rests on a proof that this transaction has spent for the grant, or on an approval at the
-- counter that names the item and has no effect yet. One that the platform did not write gives way to it.
CREATE FUNCTION assent.confirm_item(given jsonb) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE c assent.item_confirmation := jsonb_populate_record(NULL::assent.item_confirmation, given);
BEGIN
  PERFORM assent.assert_present(c.confirmed_at);
  IF NOT (CASE WHEN c.approval_id IS NULL
    THEN EXISTS (SELECT FROM assent.authentication a WHERE a.id = c.authentication_id AND a.action = 'APPROVE'
      AND a.target = c.grant_id AND a.spent_at IS NOT NULL AND a.xmin = pg_current_xact_id()::xid)
    ELSE EXISTS (SELECT FROM assent.counter_approval a WHERE a.id = c.approval_id AND a.confirms_grant = c.grant_id
      AND a.terms->'items' ? c.item AND a.given_at IS NULL AND a.returned_at IS NULL) END)
  THEN RAISE EXCEPTION 'the confirmation of % rests on nothing', c.item USING ERRCODE = 'check_violation'; END IF;
  INSERT INTO assent.item_confirmation SELECT c.*
  ON CONFLICT (grant_id, item, version) DO UPDATE SET authentication_id = EXCLUDED.authentication_id,
    approval_id = EXCLUDED.approval_id,    confirmed_at = EXCLUDED.confirmed_at, seal = EXCLUDED.seal;
END $$;

-- Confirms an act and carries it out. Verdicts:
--   CONFIRMED
--   DONE        it was confirmed before
--   MISSING     no such act
--   WITHDRAWN   whoever proposed it took it back
--   LATE        it was proposed more than a day ago
--   ONE_PERSON  it takes two officers who are two people
--   OWN         one of the officers began the application
--   FROZEN      the recipient is frozen: only lifting the freeze helps
--   NOT_FROZEN  there is no freeze to lift
CREATE FUNCTION assent.confirm_act(wanted uuid, officer varchar, declared_version integer) RETURNS text
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE a assent.officer_act; t timestamptz; frozen boolean; next_version integer; entry jsonb;
BEGIN
  SELECT * INTO a FROM assent.officer_act WHERE id = wanted FOR UPDATE;
  IF NOT FOUND THEN RETURN 'MISSING'; END IF;
  t := assent.now();
  IF a.confirmed_at IS NOT NULL THEN RETURN 'DONE'; END IF;
  IF a.withdrawn_at IS NOT NULL THEN RETURN 'WITHDRAWN'; END IF;
  IF t >= a.proposed_at + make_interval(hours => assent.act_hours()) THEN RETURN 'LATE'; END IF;
  IF NOT assent.staff_acts(a.proposed_by, 'OFFICER') OR NOT assent.staff_acts(officer, 'OFFICER')
    OR (SELECT count(DISTINCT certno_index) FROM assent.staff WHERE code IN (a.proposed_by, officer)) <> 2
  THEN RETURN 'ONE_PERSON'; END IF;
  IF a.kind = 'APPROVE_APPLICATION' AND (assent.is_own_application(a.subject::uuid, officer)
    OR assent.is_own_application(a.subject::uuid, a.proposed_by)) THEN RETURN 'OWN'; END IF;
  PERFORM FROM assent.recipient WHERE code = a.recipient_code FOR UPDATE;
  frozen := EXISTS (SELECT FROM assent.recipient_freeze f WHERE f.recipient_code = a.recipient_code AND f.lifted_at IS NULL);
  IF frozen AND a.kind IN ('FREEZE_RECIPIENT', 'REINSTATE_RECIPIENT') THEN RETURN 'FROZEN'; END IF;
  IF NOT frozen AND a.kind = 'LIFT_FREEZE' THEN RETURN 'NOT_FROZEN'; END IF;
  UPDATE assent.officer_act SET confirmed_by = officer, confirmed_at = t WHERE id = wanted;
  entry := jsonb_build_object('act', a.id, 'proposedBy', a.proposed_by, 'confirmedBy', officer);

  IF a.kind = 'PUBLISH_CATALOGUE' THEN
    LOCK TABLE assent.catalogue_version IN SHARE ROW EXCLUSIVE MODE;
    SELECT greatest(declared_version, max(version)) + 1 INTO next_version FROM assent.catalogue_version;
    INSERT INTO assent.catalogue_version (version, published_at, act_id) VALUES (next_version, t, a.id);
    INSERT INTO assent.raised_item (version, item, level)
      SELECT next_version, one->>'item', (one->>'level')::smallint FROM jsonb_array_elements(a.raises) AS one;
    -- An agreement is read together with the catalogue in force. A new version makes redeem() answer STALE, so that
    -- whatever was decided under the old catalogue is decided again.
    UPDATE assent.agreement SET version = version + 1;
    INSERT INTO assent.ledger_entry (kind, at, content)
    VALUES ('CATALOGUE_PUBLISHED', t, entry || jsonb_build_object('version', next_version, 'raises', a.raises));
    RETURN 'CONFIRMED';
  END IF;

  IF a.kind = 'ACTIVATE_RECIPIENT' THEN
    UPDATE assent.recipient SET activated_at = coalesce(activated_at, t) WHERE code = a.recipient_code;
    INSERT INTO assent.ledger_entry (kind, at, recipient_code, content)
    VALUES ('RECIPIENT_ACTIVATED', t, a.recipient_code, entry || jsonb_build_object('recipient', a.recipient_code));
  END IF;
  -- What else an act about an agreement does, code/approved-agreements.sql does in the same transaction.
  IF assent.is_about_agreements(a.kind) THEN RETURN 'CONFIRMED'; END IF;

  entry := entry || jsonb_build_object('recipient', a.recipient_code, 'why', a.kind);
  IF a.kind IN ('SUSPEND_RECIPIENT', 'FREEZE_RECIPIENT') THEN
    IF a.kind = 'FREEZE_RECIPIENT' THEN
      INSERT INTO assent.recipient_freeze (id, recipient_code, frozen_at) VALUES (a.id, a.recipient_code, t);
    END IF;
    UPDATE assent.recipient SET suspended_at = coalesce(suspended_at, t) WHERE code = a.recipient_code;
    INSERT INTO assent.ledger_entry (kind, at, recipient_code, content)
    VALUES ('RECIPIENT_SUSPENDED', t, a.recipient_code, entry);
  ELSE
    UPDATE assent.recipient_freeze SET lifted_at = t WHERE recipient_code = a.recipient_code AND lifted_at IS NULL;
    UPDATE assent.recipient SET suspended_at = NULL WHERE code = a.recipient_code;
    INSERT INTO assent.ledger_entry (kind, at, recipient_code, content)
    VALUES ('RECIPIENT_REINSTATED', t, a.recipient_code, entry);
  END IF;
  RETURN 'CONFIRMED';
END $$;

-- PIPL 57: a notice of the breach to everybody whom the grant concerns, by message and in their list; once to each, however
-- many grants there are. A child and a provider have a notice too: whoever acts for them later finds it.
CREATE FUNCTION assent.notify_of_breach(breach uuid, g assent.consent_grant, t timestamptz) RETURNS void
  LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  WITH noticed AS (
    INSERT INTO assent.breach_notice (freeze_id, person_id, noticed_at)
    SELECT DISTINCT breach, who.person_id, t FROM assent.parties_of(g, t) AS who
    JOIN assent.told_party told ON told.event = 'BREACH' AND told.party = who.party
    ON CONFLICT DO NOTHING RETURNING person_id)
  INSERT INTO assent.message (person_id, text)
  SELECT n.person_id, replace((SELECT min(text) FROM assent.told_party WHERE event = 'BREACH'), '{recipient}', '“' || r.name || '”')
  FROM noticed n JOIN assent.recipient r ON r.code = g.recipient_code;
  INSERT INTO assent.breach_notice (freeze_id, person_id, provider_id, noticed_at)
  VALUES (breach, g.person_id, g.provider_id, t) ON CONFLICT DO NOTHING;
END $$;

-- Freezes or unfreezes the next portion of grants, each with an entry in the ledger. False when nothing is left to do, or
-- another process does it.
CREATE FUNCTION assent.freeze_portion(wanted uuid, most integer) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE f assent.recipient_freeze; g assent.consent_grant; t timestamptz := assent.now(); last uuid; detail jsonb;
BEGIN
  SELECT * INTO f FROM assent.recipient_freeze
  WHERE id = wanted AND ((lifted_at IS NULL AND finished_at IS NULL) OR (lifted_at IS NOT NULL AND thawed_at IS NULL))
  FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN false; END IF;
  detail := jsonb_build_object('why', 'BREACH', 'act', f.id);

  IF f.lifted_at IS NOT NULL THEN
    FOR g IN SELECT c.* FROM assent.frozen_grant z JOIN assent.consent_grant c ON c.id = z.grant_id
             WHERE z.freeze_id = f.id AND z.reinstated_at IS NULL ORDER BY c.id LIMIT most FOR UPDATE OF c LOOP
      last := g.id;
      UPDATE assent.frozen_grant SET reinstated_at = t WHERE freeze_id = f.id AND grant_id = g.id;
      -- A grant that has ended meanwhile, or is suspended for another reason too, stays so.
      PERFORM assent.resume_grant(g.id, detail);
    END LOOP;
    IF last IS NULL THEN UPDATE assent.recipient_freeze SET thawed_at = t WHERE id = f.id; END IF;
    RETURN true;
  END IF;

  FOR g IN SELECT * FROM assent.consent_grant
           WHERE recipient_code = f.recipient_code AND (f.done_through IS NULL OR id > f.done_through)
           ORDER BY id LIMIT most FOR NO KEY UPDATE LOOP
    last := g.id;
    PERFORM assent.notify_of_breach(f.id, g, t);
    CONTINUE WHEN assent.grant_has_ended(g, t);
    INSERT INTO assent.frozen_grant (grant_id, freeze_id, suspended_at) VALUES (g.id, f.id, coalesce(g.suspended_at, t));
    CONTINUE WHEN g.suspended_at IS NOT NULL;
    UPDATE assent.consent_grant SET suspended_at = t, suspended_for = 'BREACH' WHERE id = g.id;
    PERFORM assent.record_grant(g.id, 'GRANT_SUSPENDED', detail);
  END LOOP;
  UPDATE assent.recipient_freeze SET done_through = coalesce(last, done_through),
    finished_at = CASE WHEN last IS NULL THEN t END WHERE id = f.id;
  RETURN true;
END $$;

-- R-07: tells whoever can confirm them that items of a grant are suspended since their level was raised, for the next portion
-- of grants. False when nothing is left to do.
CREATE FUNCTION assent.tell_of_raise(wanted integer, most integer) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assent, pg_temp AS $$
DECLARE v assent.catalogue_version; g assent.consent_grant; t timestamptz := assent.now(); last uuid;
BEGIN
  SELECT * INTO v FROM assent.catalogue_version WHERE version = wanted AND told_at IS NULL FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN false; END IF;
  FOR g IN SELECT * FROM assent.consent_grant WHERE v.told_through IS NULL OR id > v.told_through ORDER BY id LIMIT most LOOP
    last := g.id;
    CONTINUE WHEN g.catalogue_version >= v.version OR assent.grant_has_ended(g, t) OR NOT EXISTS (
      SELECT FROM assent.raised_item r
      WHERE r.version = v.version AND g.items @> jsonb_build_array(jsonb_build_object('item', r.item)));
    WITH noticed AS (
      INSERT INTO assent.raise_notice (version, person_id)
      SELECT DISTINCT v.version, who.person_id FROM assent.parties_of(g, t) AS who
      JOIN assent.told_party told ON told.event = 'ITEMS_RAISED' AND told.party = who.party
      ON CONFLICT DO NOTHING RETURNING person_id)
    INSERT INTO assent.message (person_id, text)
    SELECT n.person_id, replace((SELECT min(text) FROM assent.told_party WHERE event = 'ITEMS_RAISED'), '{recipient}', '“' || r.name || '”')
    FROM noticed n JOIN assent.recipient r ON r.code = g.recipient_code;
  END LOOP;
  UPDATE assent.catalogue_version SET told_through = coalesce(last, told_through), told_at = CASE WHEN last IS NULL THEN t END
  WHERE version = v.version;
  RETURN true;
END $$;
