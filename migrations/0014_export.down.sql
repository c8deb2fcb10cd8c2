DROP INDEX assent.ledger_entry_provider_looks;
DROP INDEX assent.ledger_entry_person_looks;
DROP FUNCTION assent.open_export(bigint, jsonb, varchar, varchar);
DROP TABLE assent.export_ticket;
