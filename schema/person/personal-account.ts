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
    plain: ['个人账户是哪一年的。', 'The year of your personal account.'],
    sample: 2026,
    strength: 'NONE',
    key: true,
    unit: '年',
  })
  accountYear?: number | null;

  @Item('BALC', '个人账户余额', 'Account balance', 3, money('balc'), hideAmount, {
    plain: ['您个人账户里还有多少钱。', 'How much money is left in your personal account.'],
    sample: '3560.20',
    unit: 'CNY',
  })
  balance?: string | null;

  @Item('INC_SUMAMT', '本年账户收入总额', 'Account income of the year', 3, money('inc_sumamt'), hideAmount, {
    plain: ['今年划入您个人账户的钱。', 'How much was paid into your personal account this year.'],
    sample: '1488.00',
    unit: 'CNY',
  })
  yearIncome?: string | null;

  @Item('BANKACCT', '待遇发放银行账号', 'Benefit bank account number', 3, text('bankacct', 40), keep(0, 4), {
    plain: ['给您发放待遇的银行账号。', 'The bank account to which benefits are paid.'],
    sample: '6222021602001234567',
    sealed: true,
  })
  benefitBankAccount?: string | null;
}
