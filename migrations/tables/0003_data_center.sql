-- The data asset center: one table per category of the catalogue, with columns named as in the national platform.
--
-- Every primary key begins with the subject, so that the tables can be partitioned or distributed by subject.
-- The four tables with most rows have no foreign key to the person: it took a quarter of the import's time. The importer
-- resolves the number itself, and nobody may delete a person.
-- A test compares the item columns with the declarations in schema/; those that are declared sealed are bytea
-- (consent/crypto/field-encryption.ts).
--
-- R-12, specially protected diseases. `marked`: the row's own values match the list (schema/codes/special-disease.ts).
-- `protected`: they do, or those of a row that it belongs to or that belongs to it. A visit with all its settlements and
-- expense lines is one unit, because the sums would reveal a row that is missing. The default is true: a row that
-- the importer has not judged stays hidden.

-- 基本身份信息
CREATE TABLE assent.basic_identity (
  person_id bigint NOT NULL REFERENCES assent.person,
  record_id varchar(64) NOT NULL,
  psn_no varchar(30) NOT NULL,
  psn_name bytea NOT NULL,
  psn_cert_type varchar(20),
  -- Null for a child who has none yet.
  certno bytea,
  gend varchar(20),
  brdy date NOT NULL,
  surv_stas varchar(20) NOT NULL,
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, record_id)
);

-- 联系方式与监护代办信息
CREATE TABLE assent.contact (
  person_id bigint NOT NULL REFERENCES assent.person,
  record_id varchar(64) NOT NULL,
  mob bytea,
  live_addr bytea,
  agnter_name bytea,
  agnter_rlts varchar(20),
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, record_id)
);

-- 参保信息
CREATE TABLE assent.enrolment (
  person_id bigint NOT NULL REFERENCES assent.person,
  record_id varchar(64) NOT NULL,
  insutype varchar(20),
  psn_type varchar(20),
  psn_insu_stas varchar(20),
  crt_insu_date date NOT NULL,
  paus_insu_date date,
  insuplc_admdvs varchar(6),
  emp_name bytea,
  cvlserv_flag boolean,
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, record_id)
);
CREATE INDEX enrolment_newest ON assent.enrolment (person_id, crt_insu_date DESC, record_id DESC);

-- 缴费信息
CREATE TABLE assent.contribution (
  person_id bigint NOT NULL,
  record_id varchar(64) NOT NULL,
  cashym varchar(6) NOT NULL,
  psn_clctstd numeric(16,2),
  psn_clct_amt numeric(16,2),
  clct_flag boolean,
  insu_clct_mons integer,
  insutype varchar(6),
  parent_record_id varchar(64),
  refd_setl_flag boolean NOT NULL DEFAULT false,
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, record_id)
);
CREATE INDEX contribution_newest ON assent.contribution (person_id, cashym DESC, record_id DESC);

-- 个人账户信息
CREATE TABLE assent.personal_account (
  person_id bigint NOT NULL REFERENCES assent.person,
  record_id varchar(64) NOT NULL,
  year integer NOT NULL,
  balc numeric(16,2),
  inc_sumamt numeric(16,2),
  bankacct bytea,
  insutype varchar(6),
  parent_record_id varchar(64),
  refd_setl_flag boolean NOT NULL DEFAULT false,
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, record_id)
);

-- 备案信息
CREATE TABLE assent.filing (
  person_id bigint NOT NULL REFERENCES assent.person,
  record_id varchar(64) NOT NULL,
  trt_dcla_detl_sn varchar(30),
  filing_type varchar(20),
  opsp_dise_code bytea,
  rloc_admdvs varchar(6),
  begndate date NOT NULL,
  enddate date,
  insutype varchar(6),
  parent_record_id varchar(64),
  refd_setl_flag boolean NOT NULL DEFAULT false,
  protected boolean NOT NULL DEFAULT true,
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, record_id)
);
CREATE INDEX filing_newest ON assent.filing (person_id, begndate DESC, record_id DESC);
CREATE INDEX filing_protected ON assent.filing (person_id, record_id) WHERE protected;

-- 待遇资格与年度累计信息
CREATE TABLE assent.benefit_eligibility (
  person_id bigint NOT NULL REFERENCES assent.person,
  record_id varchar(64) NOT NULL,
  year integer NOT NULL,
  fund_pay_type varchar(20),
  trt_enjymnt_flag boolean,
  cum_q0000 numeric(16,2),
  cum_c0000 integer,
  psn_idet_type varchar(20),
  insutype varchar(6),
  parent_record_id varchar(64),
  refd_setl_flag boolean NOT NULL DEFAULT false,
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, record_id)
);
CREATE INDEX benefit_eligibility_newest ON assent.benefit_eligibility (person_id, year DESC, record_id DESC);

-- 就诊信息
CREATE TABLE assent.encounter (
  person_id bigint NOT NULL,
  record_id varchar(64) NOT NULL,
  mdtrt_id varchar(30),
  med_type varchar(20),
  fixmedins_code varchar(12),
  fixmedins_name varchar(200),
  hosp_lv varchar(20),
  begntime date NOT NULL,
  endtime date,
  diag_code bytea,
  diag_name bytea,
  insutype varchar(6),
  parent_record_id varchar(64),
  refd_setl_flag boolean NOT NULL DEFAULT false,
  marked boolean NOT NULL DEFAULT true,
  protected boolean NOT NULL DEFAULT true,
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, record_id)
);
CREATE INDEX encounter_newest ON assent.encounter (person_id, begntime DESC, record_id DESC);
CREATE INDEX encounter_protected ON assent.encounter (person_id, record_id) WHERE protected;

-- 结算信息
CREATE TABLE assent.settlement (
  person_id bigint NOT NULL,
  record_id varchar(64) NOT NULL,
  setl_id varchar(30),
  setl_time date NOT NULL,
  medfee_sumamt numeric(16,2) NOT NULL,
  fulamt_ownpay_amt numeric(16,2) NOT NULL,
  overlmt_selfpay numeric(16,2) NOT NULL,
  preselfpay_amt numeric(16,2) NOT NULL,
  inscp_scp_amt numeric(16,2) NOT NULL,
  act_pay_dedc numeric(16,2) NOT NULL,
  hifp_pay numeric(16,2) NOT NULL,
  fund_pay_sumamt numeric(16,2) NOT NULL,
  acct_pay numeric(16,2) NOT NULL,
  psn_cash_pay numeric(16,2) NOT NULL,
  cvlserv_pay numeric(16,2) NOT NULL,
  hifes_pay numeric(16,2) NOT NULL,
  hifmi_pay numeric(16,2) NOT NULL,
  hifob_pay numeric(16,2) NOT NULL,
  maf_pay numeric(16,2) NOT NULL,
  oth_pay numeric(16,2) NOT NULL,
  psn_part_amt numeric(16,2) NOT NULL,
  hosp_part_amt numeric(16,2) NOT NULL,
  insutype varchar(6),
  parent_record_id varchar(64),
  refd_setl_flag boolean NOT NULL DEFAULT false,
  protected boolean NOT NULL DEFAULT true,
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, record_id),
  CONSTRAINT catalogue_split CHECK (medfee_sumamt = fulamt_ownpay_amt + overlmt_selfpay + preselfpay_amt + inscp_scp_amt),
  CONSTRAINT fund_split CHECK (fund_pay_sumamt = hifp_pay + cvlserv_pay + hifes_pay + hifmi_pay + hifob_pay + maf_pay + oth_pay),
  CONSTRAINT personal_part CHECK (psn_part_amt = acct_pay + psn_cash_pay),
  CONSTRAINT payers_split CHECK (medfee_sumamt = fund_pay_sumamt + psn_part_amt + hosp_part_amt)
);
CREATE INDEX settlement_newest ON assent.settlement (person_id, setl_time DESC, record_id DESC);
CREATE INDEX settlement_protected ON assent.settlement (person_id, record_id) WHERE protected;

-- 费用明细
CREATE TABLE assent.expense_line (
  person_id bigint NOT NULL,
  record_id varchar(64) NOT NULL,
  feedetl_sn varchar(30),
  fee_ocur_time date NOT NULL,
  hilist_code varchar(50),
  hilist_name bytea,
  chrgitm_lv varchar(20),
  det_item_fee_sumamt numeric(16,2) NOT NULL,
  insutype varchar(6),
  parent_record_id varchar(64),
  refd_setl_flag boolean NOT NULL DEFAULT false,
  marked boolean NOT NULL DEFAULT true,
  protected boolean NOT NULL DEFAULT true,
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, record_id)
);
CREATE INDEX expense_line_newest ON assent.expense_line (person_id, fee_ocur_time DESC, record_id DESC);
CREATE INDEX expense_line_marked ON assent.expense_line (person_id) WHERE marked;

-- 专项待遇信息(长护/生育/救助)
CREATE TABLE assent.special_benefit (
  person_id bigint NOT NULL REFERENCES assent.person,
  record_id varchar(64) NOT NULL,
  special_trt_type varchar(20),
  disability_grade varchar(20),
  matn_type varchar(20),
  begndate date NOT NULL,
  dfr_sumamt numeric(16,2),
  insutype varchar(6),
  parent_record_id varchar(64),
  refd_setl_flag boolean NOT NULL DEFAULT false,
  protected boolean NOT NULL DEFAULT true,
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (person_id, record_id)
);
CREATE INDEX special_benefit_newest ON assent.special_benefit (person_id, begndate DESC, record_id DESC);

-- 机构基本信息
CREATE TABLE assent.provider_profile (
  provider_id bigint NOT NULL REFERENCES assent.provider,
  record_id varchar(64) NOT NULL,
  fixmedins_code varchar(12),
  fixmedins_name varchar(200),
  fixmedins_type varchar(20),
  uscc varchar(18),
  fix_blng_admdvs varchar(6),
  addr varchar(200),
  biznat varchar(20),
  hosp_lv varchar(20),
  phac_chan_type varchar(20),
  biz_stas varchar(20),
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (provider_id, record_id)
);

-- 资质证照
CREATE TABLE assent.provider_licence (
  provider_id bigint NOT NULL REFERENCES assent.provider,
  record_id varchar(64) NOT NULL,
  drug_biz_lic_no varchar(200),
  equ_biz_lic_no varchar(200),
  medins_prac_lic_regno varchar(200),
  biz_lic_expy_endtime date,
  regcap numeric(16,2),
  phar_psncnt integer,
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (provider_id, record_id)
);

-- 相关自然人
CREATE TABLE assent.provider_persons (
  provider_id bigint NOT NULL REFERENCES assent.provider,
  record_id varchar(64) NOT NULL,
  legrep_name bytea,
  legrep_certno bytea,
  legrep_mobile bytea,
  hi_resper_name bytea,
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (provider_id, record_id)
);

-- 服务协议
CREATE TABLE assent.provider_agreement (
  provider_id bigint NOT NULL REFERENCES assent.provider,
  record_id varchar(64) NOT NULL,
  fix_cntr_id varchar(30),
  cntr_stas varchar(20),
  cntr_sign_year integer,
  begntime date NOT NULL,
  endtime date,
  fix_onln_open_flag varchar(20),
  aggrement_lv varchar(20),
  spdrug_flag boolean,
  otp_pool_flag boolean,
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (provider_id, record_id)
);
CREATE INDEX provider_agreement_newest ON assent.provider_agreement (provider_id, begntime DESC, record_id DESC);

-- 信用与违规
CREATE TABLE assent.provider_credit (
  provider_id bigint NOT NULL REFERENCES assent.provider,
  record_id varchar(64) NOT NULL,
  year integer NOT NULL,
  cred_lv varchar(20),
  total_score numeric(16,2),
  viol_cnt integer,
  det_amt numeric(16,2),
  punish_cnt integer,
  psn_score integer,
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (provider_id, record_id)
);
CREATE INDEX provider_credit_newest ON assent.provider_credit (provider_id, year DESC, record_id DESC);

-- 月度结算汇总
CREATE TABLE assent.settlement_month (
  provider_id bigint NOT NULL REFERENCES assent.provider,
  record_id varchar(64) NOT NULL,
  settle_date varchar(6) NOT NULL,
  insutype varchar(20),
  reconciliation_type varchar(20),
  medfee_sumamt numeric(16,2) NOT NULL,
  fund_pay_sumamt numeric(16,2) NOT NULL,
  hifp_pay numeric(16,2) NOT NULL,
  acct_pay numeric(16,2) NOT NULL,
  cash_payamt numeric(16,2) NOT NULL,
  person_num integer,
  person_count integer,
  check_status varchar(20),
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (provider_id, record_id)
);
CREATE INDEX settlement_month_newest ON assent.settlement_month (provider_id, settle_date DESC, record_id DESC);

-- 清算拨付与应收
CREATE TABLE assent.clearing (
  provider_id bigint NOT NULL REFERENCES assent.provider,
  record_id varchar(64) NOT NULL,
  clr_ym varchar(6) NOT NULL,
  clr_type varchar(20),
  clr_way varchar(20),
  clr_stas varchar(20),
  payable_amount numeric(16,2),
  paid_amount numeric(16,2),
  det_type varchar(20),
  withhold_payment numeric(16,2),
  margin numeric(16,2),
  settle_cycle_days integer,
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (provider_id, record_id)
);
CREATE INDEX clearing_newest ON assent.clearing (provider_id, clr_ym DESC, record_id DESC);

-- 收款账户
CREATE TABLE assent.provider_bank (
  provider_id bigint NOT NULL REFERENCES assent.provider,
  record_id varchar(64) NOT NULL,
  bank_name varchar(200),
  acctname varchar(200),
  bankacct bytea,
  source_system varchar(20) NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (provider_id, record_id)
);

-- People whose marks an import has changed and whose protection is not yet spread to linked rows. What a crash leaves
-- here is done by the next import.
CREATE TABLE assent.protection_pending (person_id bigint PRIMARY KEY);

-- The secret of record.handle(), which names a row in a page's cursor.
CREATE TABLE assent.page_key (
  key bytea NOT NULL CHECK (length(key) = 16)
);
INSERT INTO assent.page_key VALUES (assent.new_salt());

-- Every import: what came of it. One without an end was interrupted, and is to be repeated.
CREATE TABLE assent.import_run (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  started_at timestamptz NOT NULL DEFAULT assent.now(),
  finished_at timestamptz,
  -- What the manifest of the files says.
  source varchar(200),
  as_of timestamptz,
  kind varchar(5) CHECK (kind IN ('FULL', 'DELTA')),
  -- The tables whose files were read, and the version of the rules by which (schema/rules-version.ts).
  tables varchar(60)[],
  rules_version integer,
  rows bigint,
  written bigint,
  removed bigint,
  rejected bigint,
  refused_files integer,
  outcome varchar(20) CHECK (outcome IN ('COMPLETE', 'REJECTS')),
  CHECK ((finished_at IS NULL) = (outcome IS NULL))
);

-- The records that the files of the current table have, while a full export is imported. Nothing of it needs to survive.
CREATE UNLOGGED TABLE assent.import_seen (subject_id bigint NOT NULL, record_id varchar(64) NOT NULL);

-- Which share of the people, or providers, has a value of each item (datacenter/import/completeness.ts). Null: too few to tell.
CREATE TABLE assent.item_completeness (
  item varchar(60) PRIMARY KEY,
  percent smallint CHECK (percent BETWEEN 0 AND 100),
  measured_at timestamptz NOT NULL DEFAULT assent.now()
);
