-- What the API may ask about people and providers. Its role reads none of their tables.

-- `wanted` and `named` are blind indexes of the ID number, and of number and name together.
CREATE FUNCTION assent.find_person(wanted bytea)
  RETURNS TABLE (person_id bigint, may_act boolean, deceased boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT id, assent.age_at(brdy, assent.now()) >= assent.own_act_age(), surv_stas = '2'
        FROM assent.person WHERE certno_index = wanted $$;

CREATE FUNCTION assent.find_named_person(wanted bytea, named bytea) RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT id FROM assent.person WHERE certno_index = wanted AND certno_name_index = named $$;

CREATE FUNCTION assent.person_matches(person bigint, wanted bytea) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT EXISTS (SELECT FROM assent.person WHERE id = $1 AND certno_index = wanted) $$;

-- Whether a person acts for themselves (R-10) and lives. The age itself is an item, which nobody learns without an entry.
CREATE FUNCTION assent.person_standing(person bigint) RETURNS TABLE (may_act boolean, deceased boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT assent.age_at(brdy, assent.now()) >= assent.own_act_age(), surv_stas = '2'
        FROM assent.person WHERE id = $1 $$;

-- Whether a person's sessions are still valid: the person lives and is not erased.
CREATE FUNCTION assent.account_is_open(person bigint) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT EXISTS (SELECT FROM assent.person WHERE id = $1 AND surv_stas <> '2' AND salt IS NOT NULL) $$;

CREATE FUNCTION assent.find_provider(wanted varchar) RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT id FROM assent.provider WHERE fixmedins_code = wanted $$;

-- Providers that a person legally represents.
CREATE FUNCTION assent.represented_providers(person bigint) RETURNS SETOF bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT provider.id FROM assent.provider JOIN assent.person ON certno_index = representative_index
        WHERE person.id = $1 ORDER BY provider.id $$;

-- The same, by what the public list of designated institutions says of them.
CREATE FUNCTION assent.represented_names(person bigint) RETURNS TABLE (provider_id bigint, code varchar, name varchar)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT v.id, v.fixmedins_code, v.fixmedins_name FROM assent.represented_providers($1) AS mine (id)
        JOIN assent.provider v ON v.id = mine.id ORDER BY v.id $$;

-- Where to send a message: the number, encrypted under keys that open nothing else.
CREATE FUNCTION assent.registered_mobile(wanted bigint) RETURNS bytea
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT sealed_mobile FROM assent.person WHERE id = wanted $$;
