DROP TABLE assent.ledger_entry, assent.disclosure;
DROP FUNCTION assent.grant_status(assent.consent_grant, timestamptz);
DROP TABLE assent.consent_grant, assent.consent_request, assent.agreement, assent.recipient;
DROP FUNCTION assent.grant_within_request(), assent.request_stays_decided(), assent.refuse_change();
