DROP FUNCTION assent.forget_expired_authentication();
DROP FUNCTION assent.take_sms(bytea, int, interval);
DROP TABLE assent.sms_quota;
DROP TABLE assent.seen_once;
DROP TABLE assent.authentication;
DROP FUNCTION assent.authentication_spent_once();
DROP TABLE assent.challenge;
DROP FUNCTION assent.challenge_only_closes();
