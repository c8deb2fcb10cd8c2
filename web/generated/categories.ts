import * as documents from '../api/gql/graphql';

/** One category of one's own record: how it is read, and the code of the item that each of its fields holds. */
export interface Category {
  readonly document: documents.TypedDocumentString<unknown, Record<string, never>>;
  readonly field: string;
  readonly columns: readonly (readonly [field: string, item: string])[];
}

const of = (document: unknown, field: string, columns: Category['columns']): Category => ({
  document: document as Category['document'],
  field,
  columns,
});

export const CATEGORIES: ReadonlyMap<string, Category> = new Map([
  ['BASIC_IDENTITY', of(documents.MyBasicIdentityDocument, 'basicIdentity', [["age","AGE"],["birthDate","BRDY"],["certNo","CERTNO"],["certType","PSN_CERT_TYPE"],["gender","GEND"],["personName","PSN_NAME"],["personNo","PSN_NO"],["survivalStatus","SURV_STAS"]])],
  ['BENEFIT', of(documents.MyBenefitsDocument, 'benefits', [["benefitEnjoyed","TRT_ENJYMNT_FLAG"],["benefitYear","BENEFIT_YEAR"],["cumDeductible","CUM_DEDC"],["cumInpatientCount","CUM_IPT_CNT"],["fundType","FUND_PAY_TYPE"],["specialIdentity","PSN_IDET_TYPE"]])],
  ['CONTACT', of(documents.MyContactDocument, 'contact', [["agentName","AGNTER_NAME"],["agentRelation","AGNTER_RLTS"],["liveAddress","LIVE_ADDR"],["mobile","MOB"]])],
  ['CONTRIBUTION', of(documents.MyContributionsDocument, 'contributions', [["paidFlag","CLCT_FLAG"],["paidMonths","INSU_CLCT_MONS"],["period","CASHYM"],["personalAmount","PSN_CLCT_AMT"],["personalBase","PSN_CLCTSTD"]])],
  ['ENCOUNTER', of(documents.MyEncountersDocument, 'encounters', [["careType","MED_TYPE"],["diagnosisCode","DIAG_CODE"],["diagnosisName","DIAG_NAME"],["encounterEnd","ENDTIME"],["encounterId","MDTRT_ID"],["encounterStart","BEGNTIME"],["providerCode","FIXMEDINS_CODE"],["providerLevel","HOSP_LV"],["providerName","FIXMEDINS_NAME"]])],
  ['ENROLMENT', of(documents.MyEnrolmentsDocument, 'enrolments', [["civilServantFlag","CVLSERV_FLAG"],["currentEnrolDate","CRT_INSU_DATE"],["employerName","EMP_NAME"],["insuranceType","INSUTYPE"],["insuredArea","INSUPLC_ADMDVS"],["insuredStatus","PSN_INSU_STAS"],["pauseDate","PAUS_INSU_DATE"],["personType","PSN_TYPE"]])],
  ['EXPENSE_DETAIL', of(documents.MyExpenseLinesDocument, 'expenseLines', [["catalogCode","HILIST_CODE"],["catalogName","HILIST_NAME"],["lineAmount","DET_ITEM_FEE_SUMAMT"],["lineNo","FEEDETL_SN"],["occurTime","FEE_OCUR_TIME"],["paymentClass","CHRGITM_LV"]])],
  ['FILING', of(documents.MyFilingsDocument, 'filings', [["chronicDiseaseCode","OPSP_DISE_CODE"],["filingArea","FILING_ADMDVS"],["filingBeginDate","FILING_BEGNDATE"],["filingEndDate","FILING_ENDDATE"],["filingNo","FILING_NO"],["filingType","FILING_TYPE"]])],
  ['PERSONAL_ACCOUNT', of(documents.MyPersonalAccountDocument, 'personalAccount', [["accountYear","ACCT_YEAR"],["balance","BALC"],["benefitBankAccount","BANKACCT"],["yearIncome","INC_SUMAMT"]])],
  ['SETTLEMENT', of(documents.MySettlementsDocument, 'settlements', [["accountPay","ACCT_PAY"],["deductiblePaid","ACT_PAY_DEDC"],["fullSelfPay","FULAMT_OWNPAY_AMT"],["fundPayTotal","FUND_PAY_SUMAMT"],["inScopeAmount","INSCP_SCP_AMT"],["overLimitSelfPay","OVERLMT_SELFPAY"],["personalCashPay","PSN_CASH_PAY"],["poolFundPay","HIFP_PAY"],["preSelfPay","PRESELFPAY_AMT"],["seriousIllnessPay","SERIOUS_ILLNESS_PAY"],["settlementId","SETL_ID"],["settlementTime","SETL_TIME"],["totalFee","MEDFEE_SUMAMT"]])],
  ['SPECIAL_BENEFIT', of(documents.MySpecialBenefitsDocument, 'specialBenefits', [["disabilityGrade","DISABILITY_GRADE"],["maternityType","MATN_TYPE"],["specialAmount","SPECIAL_TRT_AMT"],["specialDate","SPECIAL_TRT_DATE"],["specialType","SPECIAL_TRT_TYPE"]])],
]);
