import { InsuredRecord, PersonCategory } from '../category.js';
import { Item, integer, money, text } from '../item.js';
import { hideAmount, keep, none } from '../mask.js';

@PersonCategory({
  code: 'PERSONAL_ACCOUNT',
  nameZh: '个人账户信息',
  nameEn: 'Personal account',
  field: 'personalAccount',
  table: 'personal_account',
  time: { column: 'year', unit: 'year' },
  many: false,
})
export class PersonalAccount extends InsuredRecord {
  @Item('ACCT_YEAR', '账户年度', 'Account year', 1, integer('year'), none, {
    strength: 'NONE',
    key: true,
    unit: '年',
  })
  accountYear?: number | null;

  @Item('BALC', '个人账户余额', 'Account balance', 3, money('balc'), hideAmount, { unit: 'CNY' })
  balance?: string | null;

  @Item('INC_SUMAMT', '本年账户收入总额', 'Account income of the year', 3, money('inc_sumamt'), hideAmount, {
    unit: 'CNY',
  })
  yearIncome?: string | null;

  @Item('BANKACCT', '待遇发放银行账号', 'Benefit bank account number', 3, text('bankacct', 40), keep(0, 4), {
    sealed: true,
  })
  benefitBankAccount?: string | null;
}
