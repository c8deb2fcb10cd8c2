DROP FUNCTION assent.staff_acts(varchar, varchar);
DROP TABLE assent.staff;
DROP FUNCTION assent.staff_stays();
