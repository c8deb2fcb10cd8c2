import { ProviderCategory, ProviderRecord } from '../category.js';
import { Item, text } from '../item.js';
import { hide, keep } from '../mask.js';

@ProviderCategory({
  code: 'BANK',
  nameZh: '收款账户',
  nameEn: 'Receiving bank account',
  field: 'bank',
  table: 'provider_bank',
  time: null,
  many: false,
})
export class ProviderBank extends ProviderRecord {
  @Item('PROVIDER:BANK.BANK_NAME', '开户银行名称', 'Bank', 2, text('bank_name', 200), hide)
  bankName?: string | null;

  @Item('PROVIDER:BANK.ACCTNAME', '银行户名', 'Account name', 2, text('acctname', 200), keep(2, 2))
  accountName?: string | null;

  @Item('PROVIDER:BANK.BANKACCT', '银行账号', 'Account number', 3, text('bankacct', 40), keep(0, 4), {
    key: true,
    sealed: true,
  })
  bankAccount?: string | null;
}
