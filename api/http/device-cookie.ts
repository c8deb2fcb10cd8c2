import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Client } from '../../consent/authentication/device.js';
import { LIMITS } from '../../consent/kernel/limits.js';
import { cookieValue } from './cookie.js';

/** The client of one request, and how its device is marked. */
export interface RequestClient extends Client {
  /** The value of another cookie that it sent; null without. */
  cookieOf(name: string): string | null;
  /** Has the client keep this value, so that its device is known the next time. */
  keepCookie(value: string): void;
}

/** Over https the name itself has browsers refuse a cookie that another host of the domain set (RFC 6265bis, 4.1.3.2). */
const cookieName = (secure: boolean) => (secure ? '__Host-assent-device' : 'assent-device');

/** The cookie marks the device and signs nobody in. */
export function requestClient(
  { headers, ip }: FastifyRequest,
  reply: FastifyReply,
  publicUrl: string,
): RequestClient {
  const secure = publicUrl.startsWith('https:');
  const name = cookieName(secure);
  return {
    cookie: cookieValue(headers.cookie, name),
    cookieOf: (other) => cookieValue(headers.cookie, other),
    userAgent: headers['user-agent'] ?? '',
    address: ip,
    keepCookie(value) {
      const attributes = `Path=/; Max-Age=${LIMITS.deviceKnownSeconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
      void reply.header('set-cookie', `${name}=${value}; ${attributes}`);
    },
  };
}
