import { cityClock, cityDay } from './city-time.js';
import type { GrantMode } from './grant-mode.js';
import type { Strength } from './strength.js';

const BY: Readonly<Record<Strength, string>> = {
  NONE: '',
  SMS: '短信验证码',
  SCAN: '医保电子凭证或通行密钥',
  FACE: '人脸识别或双重验证',
};

/** A time in the city, as a person reads it: 11月27日18:30. */
const moment = (time: Date): string => {
  const [, month, day] = cityDay(time).split('-').map(Number);
  return `${month}月${day}日${cityClock(time)}`;
};

/** What an SMS says of a request or a grant. */
export interface ToldTerms {
  readonly recipient: string;
  readonly purpose: string;
  readonly items: number;
  readonly sensitive: number;
  readonly mode: GrantMode;
  readonly maxUses: number | null;
}

const USES: Readonly<Record<GrantMode, (most: number | null) => string>> = {
  ONE_TIME: () => '仅1次',
  LIMITED: (most) => `至多${most}次`,
  MULTI_USE: () => '期内可多次',
};

const itemsOf = ({ items, sensitive }: ToldTerms): string =>
  `${items}项信息${sensitive > 0 ? `（含敏感${sensitive}项）` : ''}`;

const termsOf = (terms: ToldTerms): string =>
  `${itemsOf(terms)}，用于${terms.purpose}，${USES[terms.mode](terms.maxUses)}`;

/** Every SMS that tells a person what was done or is to be confirmed. None has personal data beyond what it must say. */
export const TEXTS = {
  code: (code: string, doing: string): string =>
    `【知数】验证码 ${code}，用于${doing}。5分钟内有效，切勿告诉他人。如非本人操作，请忽略。`,
  approve: (terms: ToldTerms, days: number): string =>
    `同意“${terms.recipient}”取得${termsOf(terms)}，自同意起${days}天`,
  confirm: (terms: ToldTerms, lastDay: string): string =>
    `确认对“${terms.recipient}”的授权：${termsOf(terms)}，至${lastDay}`,
  revoke: (terms: ToldTerms): string =>
    `撤回对“${terms.recipient}”的授权：${itemsOf(terms)}，用于${terms.purpose}`,
  grantGiven: (at: Date, terms: ToldTerms, lastDay: string, ended: number): string =>
    `【知数】您已于${moment(at)}授权“${terms.recipient}”取得${termsOf(terms)}，至${lastDay}。${ended > 0 ? `此前给该机构的${ended}份授权由此终止。` : ''}登录后可随时撤回；如非本人操作，请立即撤回或到窗口办理。`,
  // It does not say what was read, because whoever holds the telephone sees it.
  used: (at: Date, recipient: string, useNumber: number, items: number): string =>
    `【知数】${recipient}于${moment(at)}按您的授权第${useNumber}次使用了您的个人信息（${items}项）。登录可查看明细，不再同意可随时撤回授权。`,
  objectionAnswered: (at: Date): string =>
    `【知数】您于${moment(at)}提出的异议已有答复。登录后在“我的异议”中查看；仍有疑问请拨打12393。`,
  memberChanged: (institution: string, at: Date, change: string): string =>
    `【知数】“${institution}”的机构人员于${moment(at)}有变动：${change}。如非贵机构所为，请立即登录机构工作台停用相关人员，或拨打12393。`,
  newDevice: (at: Date, device: string, strength: Strength): string =>
    `【知数】您的账户于${moment(at)}在新设备（${device}）登录，方式：${BY[strength]}。如非本人操作，请立即登录并退出全部会话，或到窗口办理。`,
} as const;
