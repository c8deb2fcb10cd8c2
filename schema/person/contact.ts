import { PersonCategory, PersonRecord } from '../category.js';
import { AGNTER_RLTS } from '../codes/identity.js';
import { code, Item, personName, text } from '../item.js';
import { keep, none, surname, toCounty } from '../mask.js';

@PersonCategory({
  code: 'CONTACT',
  nameZh: '联系方式与监护代办信息',
  nameEn: 'Contact and guardian/agent',
  field: 'contact',
  table: 'contact',
  time: null,
  many: false,
})
export class ContactInfo extends PersonRecord {
  @Item('MOB', '手机号码', 'Mobile number', 2, text('mob', 50), keep(3, 4), {
    plain: ['您在医保登记的手机号。', 'The mobile number that medical insurance has of you.'],
    sample: '13800001234',
    sealed: true,
  })
  mobile?: string | null;

  @Item('LIVE_ADDR', '居住地址', 'Residential address', 2, text('live_addr', 200), toCounty, {
    plain: ['您登记的居住地址。', 'The address where you are registered as living.'],
    sample: '山东省济南市历下区泉城路1号',
    sealed: true,
  })
  liveAddress?: string | null;

  @Item(
    'AGNTER_NAME',
    '监护人/代办人姓名',
    'Guardian or agent name',
    2,
    personName('agnter_name', 50),
    surname,
    {
      plain: ['替您办理的监护人或代办人的姓名。', 'The name of the guardian or agent who acts for you.'],
      sample: '李大明',
      sealed: true,
    },
  )
  agentName?: string | null;

  @Item(
    'AGNTER_RLTS',
    '监护人/代办人关系',
    'Guardian or agent relation',
    1,
    code('agnter_rlts', AGNTER_RLTS),
    none,
    { plain: ['替您办理的人与您是什么关系。', 'What the person who acts for you is to you.'], sample: '1' },
  )
  agentRelation?: string | null;
}
