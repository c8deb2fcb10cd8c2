DROP TABLE assent.guardianship, assent.provider, assent.person CASCADE;
DROP SCHEMA assent CASCADE;
