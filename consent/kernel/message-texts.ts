import type { Strength } from './strength.js';

const BY: Readonly<Record<Strength, string>> = {
  NONE: '',
  SMS: '短信验证码',
  SCAN: '医保电子凭证或通行密钥',
  FACE: '人脸识别或双重验证',
};

/** A time in the city, as a person reads it: 11月27日18:30. */
const moment = (time: Date): string => {
  const city = new Date(time.getTime() + 8 * 3_600_000);
  const clock = city.toISOString().slice(11, 16);
  return `${city.getUTCMonth() + 1}月${city.getUTCDate()}日${clock}`;
};

/** Every SMS that tells a person what was done or is to be confirmed. None has personal data beyond what it must say. */
export const TEXTS = {
  newDevice: (at: Date, device: string, strength: Strength): string =>
    `【知数】您的账户于${moment(at)}在新设备（${device}）登录，方式：${BY[strength]}。如非本人操作，请立即登录并退出全部会话，或到窗口办理。`,
} as const;
