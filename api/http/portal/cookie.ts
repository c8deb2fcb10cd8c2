import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PortalSession, PortalSessions } from '../../auth/portal-session.js';
import { cookieValue } from '../cookie.js';

/** No other host, no script and no plain connection can set or read it (RFC 6265bis, 4.1.3). */
const NAME = '__Host-Http-assent';
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/** Reads the session cookie of a request. It can fail in no other way than by being absent. */
export async function readCookie(
  sessions: PortalSessions,
  { headers }: FastifyRequest,
): Promise<PortalSession | null> {
  const value = cookieValue(headers.cookie, NAME);
  return value === null ? null : sessions.open(value);
}

export async function setCookie(
  sessions: PortalSessions,
  reply: FastifyReply,
  session: PortalSession,
): Promise<void> {
  const seconds = Math.max(0, Math.floor((session.expiresAt.getTime() - Date.now()) / 1000));
  addCookie(reply, `${NAME}=${await sessions.seal(session)}; ${ATTRIBUTES}; Max-Age=${seconds}`);
}

export const clearCookie = (reply: FastifyReply): void =>
  addCookie(reply, `${NAME}=; ${ATTRIBUTES}; Max-Age=0`);

/** Fastify appends to a `Set-Cookie` that is there already. */
function addCookie(reply: FastifyReply, cookie: string): void {
  void reply.header('set-cookie', cookie);
}
