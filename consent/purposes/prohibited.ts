import type { Bilingual } from '../kernel/bilingual.js';

/** Purposes that nobody may request or agree on (docs/rules.md), each with the reason that the refusal names. */
export const PROHIBITED_PURPOSES: Readonly<Record<string, Bilingual>> = {
  MARKETING: {
    en: 'no direct relation to any lawful purpose here (PIPL 6, 24; GB/T 35273-2020 App.B example)',
    zh: '与此处任何合法用途无直接关联（《个人信息保护法》第六条、第二十四条；GB/T 35273-2020 附录 B）',
  },
  INDIVIDUAL_PREMIUM_PRICING: {
    en: 'health data to set personal premium (GB/T 35273-2020 App.B; PIPL 24 unreasonable differential treatment)',
    zh: '以健康信息确定个人保费（GB/T 35273-2020 附录 B；《个人信息保护法》第二十四条，不合理的差别待遇）',
  },
  PERSONAL_CREDIT_SCORING: {
    en: 'the Regulation on the Credit Reporting Industry, 14, forbids collecting disease and medical history; income only with written consent',
    zh: '《征信业管理条例》第十四条禁止采集疾病和病史信息；收入信息须经书面同意',
  },
  EMPLOYMENT_SCREENING: {
    en: 'no basis; dignity harm (PIPL 28)',
    zh: '没有依据，且损害人格尊严（《个人信息保护法》第二十八条）',
  },
  RESALE_OR_ONWARD_PROVISION: {
    en: 'recipient bound to the agreed purpose and recipient (PIPL 23; Regulation on the Credit Reporting Industry, 20)',
    zh: '第三方机构受约定的用途和接收方约束（《个人信息保护法》第二十三条；《征信业管理条例》第二十条）',
  },
  CROSS_BORDER: {
    en: 'state-organ data stays in the country (PIPL 36, 38-41)',
    zh: '国家机关处理的个人信息在境内存储（《个人信息保护法》第三十六条、第三十八条至第四十一条）',
  },
};
