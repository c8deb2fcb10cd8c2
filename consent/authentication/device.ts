import { randomBytes } from 'node:crypto';
import type { BlindIndex } from '../crypto/blind-index.js';
import { LIMITS } from '../kernel/limits.js';
import { clientOf } from './client-address.js';

/** The client that somebody signs in with, as far as it shows itself. */
export interface Client {
  /** The value of the device's cookie; null if the client sent none. */
  readonly cookie: string | null;
  /** What the client calls itself: `User-Agent`. */
  readonly userAgent: string;
  readonly address: string;
}

const COOKIE = /^[\w-]{43}$/;

/** A value for the cookie of a device that has none. It is random and tells nothing. */
export const newDeviceCookie = (): string => randomBytes(32).toString('base64url');

/** Whether the platform could have made this value. */
export const isDeviceCookie = (value: string): boolean => COOKIE.test(value);

const cookieOf = ({ cookie }: Client): string | null => (cookie && isDeviceCookie(cookie) ? cookie : null);

/** The key of a device by its cookie. */
export const deviceKey = (blindIndex: BlindIndex, cookie: string): Buffer =>
  blindIndex.other('device', cookie);

/** By what a client is recognised, and for how many seconds. */
export interface Recognition {
  readonly key: Buffer;
  readonly seconds: number;
  readonly byCookie: boolean;
}

/** A client without a cookie is recognised by what it calls itself and its address, which others may share. */
export function recognitionOf(blindIndex: BlindIndex, client: Client): Recognition {
  const cookie = cookieOf(client);
  return cookie
    ? { key: deviceKey(blindIndex, cookie), seconds: LIMITS.deviceKnownSeconds, byCookie: true }
    : {
        key: blindIndex.other('device-without-cookie', `${deviceName(client)}\0${clientOf(client.address)}`),
        seconds: LIMITS.cookielessKnownSeconds,
        byCookie: false,
      };
}

/** Names in a `User-Agent`, the more particular ones first, because browsers name each other. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/i, '微信'],
  [/AlipayClient/i, '支付宝'],
  [/DingTalk/i, '钉钉'],
  [/HuaweiBrowser/i, '华为浏览器'],
  [/MiuiBrowser/i, '小米浏览器'],
  [/Edg/i, 'Edge'],
  [/Firefox/i, 'Firefox'],
  [/Chrome/i, 'Chrome'],
  [/Safari/i, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS|OpenHarmony/i, '鸿蒙'],
  [/Android/i, '安卓'],
  [/iPhone/i, 'iPhone'],
  [/iPad/i, 'iPad'],
  [/Windows/i, 'Windows'],
  [/Mac OS/i, 'Mac'],
  [/Linux/i, 'Linux'],
];

/** The device in words that a person recognises. It comes from a closed list, so a client can't put text into a message. */
export function deviceName({ userAgent }: Client): string {
  const nameIn = (names: typeof BROWSERS) => names.find(([pattern]) => pattern.test(userAgent))?.[1];
  const names = [nameIn(BROWSERS), nameIn(SYSTEMS)].filter((name) => name !== undefined);
  return names.length > 0 ? names.join(' · ') : '未知设备';
}
