/** An accounting identity (docs/data-center.md): the total is the sum of its parts, to the cent. */
export interface AccountingIdentity {
  /** Also the name of the constraint that enforces it in the database. */
  readonly name: string;
  readonly total: string;
  readonly parts: readonly string[];
}

export const SETTLEMENT_IDENTITIES: readonly AccountingIdentity[] = [
  {
    name: 'catalogue_split',
    total: 'medfee_sumamt',
    parts: ['fulamt_ownpay_amt', 'overlmt_selfpay', 'preselfpay_amt', 'inscp_scp_amt'],
  },
  {
    name: 'fund_split',
    total: 'fund_pay_sumamt',
    parts: ['hifp_pay', 'cvlserv_pay', 'hifes_pay', 'hifmi_pay', 'hifob_pay', 'maf_pay', 'oth_pay'],
  },
  { name: 'personal_part', total: 'psn_part_amt', parts: ['acct_pay', 'psn_cash_pay'] },
  {
    name: 'payers_split',
    total: 'medfee_sumamt',
    parts: ['fund_pay_sumamt', 'psn_part_amt', 'hosp_part_amt'],
  },
];
