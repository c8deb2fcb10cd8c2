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
  @Item('PROVIDER:BANK.BANK_NAME', '开户银行名称', 'Bank', 2, text('bank_name', 200), hide, {
    plain: ['机构收款账户的开户银行。', 'The bank where the institution is paid.'],
    sample: '示例银行济南分行',
  })
  bankName?: string | null;

  @Item('PROVIDER:BANK.ACCTNAME', '银行户名', 'Account name', 2, text('acctname', 200), keep(2, 2), {
    plain: ['机构收款账户的户名。', 'The name of the account to which the institution is paid.'],
    sample: '济南仁和堂示例大药房有限公司',
  })
  accountName?: string | null;

  @Item('PROVIDER:BANK.BANKACCT', '银行账号', 'Account number', 3, text('bankacct', 40), keep(0, 4), {
    plain: ['机构收款的银行账号。', 'The number of the account to which the institution is paid.'],
    sample: '6222021602007654321',
    key: true,
    sealed: true,
  })
  bankAccount?: string | null;
}
