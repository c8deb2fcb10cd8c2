import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import type { AuthenticationService } from '../../../consent/authentication/authentication-service.js';
import type { FederatedSignIn } from '../../../consent/authentication/federated-sign-in.js';
import type { Sessions } from '../../../consent/authentication/session.js';
import type { Seals } from '../../../consent/crypto/seal.js';
import type { Executor } from '../../../consent/database/executor.js';
import { LIMITS } from '../../../consent/kernel/limits.js';
import { Refusal, refuse } from '../../../consent/kernel/refusal.js';
import { atLeast, type Strength } from '../../../consent/kernel/strength.js';
import type { Outbox } from '../../../consent/notifications/outbox.js';
import { activeMember } from '../../../consent/onboarding/accounts.js';
import { assertAccountActive } from '../../../consent/staff/accounts.js';
import type { MemberSignIn, MemberSignInAnswer } from '../../auth/member-sign-in.js';
import type { PortalSession, PortalSessions } from '../../auth/portal-session.js';
import type { StaffSignIn } from '../../auth/staff-sign-in.js';
import { openSession } from '../../graphql/common/open-session.js';
import { requestClient } from '../device-cookie.js';
import { limitPerAddress } from '../rate-limiter.js';
import { clearCookie, readCookie, setCookie } from './cookie.js';
import { onlySameOrigin } from './same-origin.js';

export interface SessionRoutes {
  readonly portalSessions: PortalSessions;
  readonly sessions: Sessions;
  readonly outbox: Outbox;
  readonly authentications: AuthenticationService;
  readonly federatedSignIn: FederatedSignIn;
  readonly staffSignIn: StaffSignIn;
  readonly memberSignIn: MemberSignIn;
  readonly database: Executor;
  readonly seals: Seals;
  readonly publicUrl: () => string;
}

const PATH = '/portal/session';
const PER_SECOND = 50;
/** In its last two minutes a session may be prolonged by a weaker proof, at that proof's strength. */
const LAST_SECONDS = 120;
const NOBODY = { personId: null, strength: 'NONE' } as const;
const text = v.pipe(v.string(), v.maxLength(20_000));

/** The ways to sign in: an answered challenge, as a person or as a member of an institution, the city's identity provider, an employee's signed assertion. */
const SIGN_IN = v.union([
  v.strictObject({ challengeId: text, response: text }),
  v.strictObject({
    challengeId: text,
    response: text,
    member: v.literal(true),
    institution: v.optional(text),
  }),
  v.strictObject({ code: text, verifier: text }),
  v.strictObject({ assertion: text }),
]);

/** Who has proven to be whom, and by which proof. */
interface Proven {
  readonly id: string;
  readonly personId: string;
  readonly strength: Strength;
}

/**
 * `/portal/session`: signing in and out at the portal. The session is a cookie that no script can read, and no answer has a
 * token in it, so that a page that was tampered with has nothing to steal (OAuth for browser-based apps: a backend for the
 * frontend).
 */
export function sessionRoutes(app: FastifyInstance, routes: SessionRoutes): void {
  const onRequest = [limitPerAddress(PER_SECOND), onlySameOrigin];
  const { portalSessions, sessions } = routes;

  app.get(PATH, { onRequest }, async (request, reply) => {
    const session = await openedBy(routes, request);
    if (session === null) clearCookie(reply);
    return described(portalSessions, session);
  });

  app.post(PATH, { onRequest }, async (request, reply) => {
    const given = v.safeParse(SIGN_IN, request.body);
    if (!given.success)
      return refuse(
        'BAD_USER_INPUT',
        {
          en: 'Send {challengeId, response}, with member: true as a member of an institution, {code, verifier} or {assertion}.',
          zh: '请求不是任何一种登录方式。请重新打开登录页面。',
        },
        {
          field: 'body',
        },
      );
    const session = await signedIn(routes, request, reply, given.output);
    await setCookie(portalSessions, reply, session);
    return described(portalSessions, session);
  });

  app.delete(PATH, { onRequest }, async (request, reply) => {
    const session = await openedBy(routes, request);
    if (session?.caller.kind === 'PERSON')
      await sessions.end(session.caller.personId, session.caller.sessionId!);
    clearCookie(reply);
    return reply.code(204).send();
  });

  app.delete('/portal/sessions', { onRequest }, async (request, reply) => {
    const session = await openedBy(routes, request);
    if (session?.caller.kind === 'PERSON') await sessions.endAll(session.caller.personId);
    clearCookie(reply);
    return reply.code(204).send();
  });
}

/** The session of the cookie, if it is open still. */
async function openedBy(
  { portalSessions, sessions, database, seals }: SessionRoutes,
  request: FastifyRequest,
): Promise<PortalSession | null> {
  const session = await readCookie(portalSessions, request);
  if (session === null) return null;
  const { caller, expiresAt } = session;
  try {
    if (caller.kind === 'STAFF') {
      await assertAccountActive(database, seals, caller.staffCode);
      return session;
    }
    if (caller.kind === 'MEMBER') {
      const member = await activeMember(database, seals, caller.memberCode);
      return { caller: Object.freeze({ ...caller, member }), expiresAt };
    }
    const { id, strength } = await sessions.use(caller.session, caller.personId);
    return { caller: Object.freeze({ ...caller, strength, sessionId: id }), expiresAt };
  } catch (error) {
    if (error instanceof Refusal && error.code !== 'UNAVAILABLE') return null;
    throw error;
  }
}

async function signedIn(
  routes: SessionRoutes,
  request: FastifyRequest,
  reply: FastifyReply,
  given: v.InferOutput<typeof SIGN_IN>,
): Promise<PortalSession> {
  if ('assertion' in given) {
    const { staffCode, role, expiresAt } = await routes.staffSignIn.signIn(given.assertion);
    return { caller: Object.freeze({ kind: 'STAFF', staffCode, role }), expiresAt };
  }
  const open = await openedBy(routes, request);
  if ('member' in given) return memberSession(routes, request, open, given);
  const proven =
    'code' in given
      ? await routes.federatedSignIn.complete(given)
      : await provenBy(routes, request, open?.caller ?? null, given);
  return personSession(routes, request, reply, open, proven);
}

/** The session of a member takes the place of the person's own, which ends. */
async function memberSession(
  { memberSignIn, sessions }: SessionRoutes,
  { ip }: FastifyRequest,
  open: PortalSession | null,
  answer: MemberSignInAnswer,
): Promise<PortalSession> {
  const member = await memberSignIn.signIn(ip, answer);
  if (open?.caller.kind === 'PERSON') await sessions.end(open.caller.personId, open.caller.sessionId!);
  const expiresAt = new Date(Date.now() + LIMITS.memberSessionSeconds * 1000);
  return { caller: Object.freeze({ kind: 'MEMBER', memberCode: member.memberCode, member }), expiresAt };
}

async function provenBy(
  { authentications }: SessionRoutes,
  { ip }: FastifyRequest,
  before: PortalSession['caller'] | null,
  answer: { challengeId: string; response: string },
): Promise<Proven> {
  const { personId, strength } = before?.kind === 'PERSON' ? before : NOBODY;
  const caller = { personId, strength, address: ip };
  const { action, ...proven } = await authentications.complete(caller, answer);
  if (action !== 'SIGN_IN')
    refuse('BAD_USER_INPUT', {
      en: 'This challenge is not one of a sign-in. Start one with the action SIGN_IN.',
      zh: '这次核验不是用于登录的。请以 SIGN_IN 重新开始。',
    });
  return proven;
}

/**
 * A new session for each sign-in, with a new secret; the one before ends. Signing in again does not lower the strength: a
 * session that reached FACE keeps it when its person adds an SMS code, but then it ends when it would have ended anyway, so
 * that nobody prolongs FACE by weaker proofs.
 */
async function personSession(
  routes: SessionRoutes,
  request: FastifyRequest,
  reply: FastifyReply,
  open: PortalSession | null,
  { id, personId, strength: proven }: Proven,
): Promise<PortalSession> {
  const before = open?.caller.kind === 'PERSON' ? open.caller : null;
  const kept =
    before?.personId === personId && !atLeast(proven, before.strength) && secondsLeft(open!) > LAST_SECONDS;
  const strength = kept ? before.strength : proven;
  const client = requestClient(request, reply, routes.publicUrl());
  const begun = await openSession(routes, client, { personId, strength, authenticationId: id });
  if (before) await routes.sessions.end(before.personId, before.sessionId!);
  const caller = Object.freeze({ kind: 'PERSON', personId, strength, session: begun.secret } as const);
  return { caller, expiresAt: kept ? open!.expiresAt : begun.expiresAt };
}

const secondsLeft = ({ expiresAt }: PortalSession): number => (expiresAt.getTime() - Date.now()) / 1000;

/** What the page may know of the session. `now` is the platform's time: pages count down by it. */
function described(sessions: PortalSessions, session: PortalSession | null) {
  const now = new Date().toISOString();
  if (session === null) return { kind: 'ANONYMOUS', expiresAt: null, now, ...NOBODY_DESCRIBED };
  const { caller, expiresAt } = session;
  const described = { kind: caller.kind, expiresAt: expiresAt.toISOString(), now, ...NOBODY_DESCRIBED };
  if (caller.kind === 'PERSON')
    return { ...described, strength: caller.strength, mark: sessions.markOf(session) };
  if (caller.kind === 'STAFF') return { ...described, role: caller.role, staff: caller.staffCode };
  return { ...described, member: caller.memberCode, roles: caller.member?.roles ?? [] };
}

/** What a session of one kind does not have. */
const NOBODY_DESCRIBED = {
  strength: 'NONE',
  role: null,
  staff: null,
  member: null,
  roles: [],
  mark: null,
} as const;
