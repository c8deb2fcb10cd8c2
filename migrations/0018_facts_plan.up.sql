-- Facts are read for as many grants as ask at one moment, and a plan for just so many is cheaper by PostgreSQL's reckoning:
-- it made one for each reading, which took longer than to read.
ALTER FUNCTION assent.facts_of_grants(uuid[]) SET plan_cache_mode = force_generic_plan;
