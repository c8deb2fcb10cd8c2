DROP TABLE assent.ledger_entry, assent.disclosure;
DROP FUNCTION assent.grant_status(assent.consent_grant, timestamptz);
DROP TABLE assent.consent_grant, assent.consent_request, assent.agreement, assent.recipient;
DROP FUNCTION assent.grant_within_request(), assent.grant_stays_as_given(), assent.request_stays_decided(),
  assent.ledger_is_append_only();
