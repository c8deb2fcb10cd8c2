-- People and providers as subjects, the clock, and what the API may know of a person without a ledger entry.
CREATE SCHEMA assent;
REVOKE ALL ON SCHEMA assent FROM PUBLIC;
GRANT USAGE ON SCHEMA assent TO :api, :import;

-- Time is the database's. One function, so that tests can set the clock; clock_timestamp() and not now(), so that
-- a transaction that waited for a lock judges by the time at which it got it.
CREATE FUNCTION assent.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()';
-- Ages and record days are those of the city.
CREATE FUNCTION assent.today() RETURNS date LANGUAGE sql STABLE
  AS $$ SELECT (assent.now() AT TIME ZONE 'Asia/Shanghai')::date $$;

-- 128 random bits without an extension; deleting a salt is what erases a person (R-29).
CREATE FUNCTION assent.new_salt() RETURNS bytea LANGUAGE sql VOLATILE
  AS $$ SELECT decode(replace(gen_random_uuid()::text, '-', ''), 'hex') $$;

CREATE TABLE assent.person (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  psn_no varchar(30) NOT NULL UNIQUE,
  -- Keyed blind indexes: HMAC of the ID number, and of number and name together.
  certno_index bytea NOT NULL UNIQUE CHECK (length(certno_index) = 32),
  certno_name_index bytea NOT NULL CHECK (length(certno_name_index) = 32),
  brdy date NOT NULL,
  surv_stas varchar(20) NOT NULL,
  -- null: erased. Nothing that was sealed with it can be opened again.
  salt bytea DEFAULT assent.new_salt() CHECK (length(salt) = 16),
  -- Master key that all of the subject's sealed values are of, or are being brought to; see assent keys rotate.
  key_version integer NOT NULL DEFAULT 1
);

CREATE TABLE assent.provider (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  fixmedins_code varchar(12) NOT NULL UNIQUE CHECK (fixmedins_code ~ '^[HP][0-9]{11}$'),
  -- Blind index of the legal representative's ID number (定点医药机构法定代表人).
  representative_index bytea CHECK (length(representative_index) = 32),
  salt bytea NOT NULL DEFAULT assent.new_salt() CHECK (length(salt) = 16),
  -- Master key that all of the subject's sealed values are of, or are being brought to; see assent keys rotate.
  key_version integer NOT NULL DEFAULT 1
);
CREATE INDEX provider_representative ON assent.provider (representative_index);

-- R-10: who may act for a child, by which source and from when to when.
CREATE TABLE assent.guardianship (
  ward_id bigint NOT NULL REFERENCES assent.person,
  guardian_id bigint NOT NULL REFERENCES assent.person,
  relation varchar(20) NOT NULL,
  source varchar(40) NOT NULL,
  begndate date NOT NULL,
  enddate date,
  PRIMARY KEY (ward_id, guardian_id),
  CHECK (ward_id <> guardian_id)
);
CREATE INDEX guardianship_guardian ON assent.guardianship (guardian_id);

GRANT SELECT, INSERT, UPDATE ON assent.person, assent.provider, assent.guardianship TO :import;

-- The API's role reads none of these tables; it asks these questions only.
CREATE FUNCTION assent.find_person(wanted bytea)
  RETURNS TABLE (person_id bigint, age integer, deceased boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT id, extract(year from age(assent.today(), brdy))::integer, surv_stas = '2'
        FROM assent.person WHERE certno_index = wanted $$;

CREATE FUNCTION assent.find_named_person(wanted bytea, named bytea) RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT id FROM assent.person WHERE certno_index = wanted AND certno_name_index = named $$;

CREATE FUNCTION assent.person_matches(person bigint, wanted bytea) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT EXISTS (SELECT FROM assent.person WHERE id = $1 AND certno_index = wanted) $$;

CREATE FUNCTION assent.person_standing(person bigint) RETURNS TABLE (age integer, deceased boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT extract(year from age(assent.today(), brdy))::integer, surv_stas = '2'
        FROM assent.person WHERE id = $1 $$;

CREATE FUNCTION assent.find_provider(wanted varchar) RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT id FROM assent.provider WHERE fixmedins_code = wanted $$;

-- Providers that a person legally represents.
CREATE FUNCTION assent.represented_providers(person bigint) RETURNS SETOF bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assent, pg_temp
  AS $$ SELECT provider.id FROM assent.provider JOIN assent.person ON certno_index = representative_index
        WHERE person.id = $1 ORDER BY provider.id $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA assent FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assent.now(), assent.today(), assent.new_salt() TO :api, :import;
GRANT EXECUTE ON FUNCTION assent.find_person(bytea), assent.find_named_person(bytea, bytea),
  assent.person_matches(bigint, bytea), assent.person_standing(bigint), assent.find_provider(varchar),
  assent.represented_providers(bigint) TO :api;
