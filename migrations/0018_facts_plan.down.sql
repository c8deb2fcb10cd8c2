ALTER FUNCTION assent.facts_of_grants(uuid[]) RESET plan_cache_mode;
