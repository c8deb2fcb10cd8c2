import type { Sessions } from '../../../consent/authentication/session.js';
import type { Seals } from '../../../consent/crypto/seal.js';
import type { Executor } from '../../../consent/database/executor.js';
import { activeMember } from '../../../consent/onboarding/accounts.js';
import { assertAccountActive } from '../../../consent/staff/accounts.js';
import type { Caller, PersonCaller } from '../../auth/caller.js';

/** Where it is looked up whether sessions and accounts are open. */
export interface OpenAccounts {
  readonly sessions: Sessions;
  readonly database: Executor;
  readonly seals: Seals;
}

/** The caller, whose session or account is open. @throws Refusal UNAUTHENTICATED */
export async function admitted({ sessions, database, seals }: OpenAccounts, caller: Caller): Promise<Caller> {
  if (caller.kind === 'PERSON') return inSession(sessions, caller);
  if (caller.kind === 'STAFF') await assertAccountActive(database, seals, caller.staffCode);
  if (caller.kind === 'MEMBER')
    return Object.freeze({ ...caller, member: await activeMember(database, seals, caller.memberCode) });
  return caller;
}

/** The caller with the session that the token names. @throws Refusal unless session and account are open */
async function inSession(sessions: Sessions, caller: PersonCaller): Promise<PersonCaller> {
  const { id, strength } = await sessions.use(caller.session, caller.personId);
  return Object.freeze({ ...caller, strength, sessionId: id });
}
