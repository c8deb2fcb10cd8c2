import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Strength } from './gql/graphql';
import { sendJson } from './transport';

export interface Session {
  readonly kind: 'ANONYMOUS' | 'PERSON' | 'STAFF' | 'MEMBER';
  readonly strength: Strength;
  readonly expiresAt: string | null;
  /** How far the platform's clock is ahead of this device's, in milliseconds. */
  readonly clockAhead: number;
  readonly role: string | null;
  /** Code of the employee who is signed in. */
  readonly staff: string | null;
  /** The same for the same person, and tells nothing of who that is. */
  readonly mark: string | null;
  /** Its time was over while the page was open: the page is covered until the same person signs in again. */
  readonly isOver?: boolean;
}

export type SignIn =
  | { challengeId: string; response: string }
  | { code: string; verifier: string }
  | { assertion: string };

const PATH = '/portal/session';
const KEY = ['session'];

function read(answer: unknown): Session {
  const { now, ...session } = answer as Session & { now: string };
  return { ...session, clockAhead: Date.parse(now) - Date.now() };
}

/** The session as the platform sees it. One of a person whose time is over stays known, so that what was entered is not lost. */
async function ask(client: QueryClient): Promise<Session> {
  const session = read(await sendJson('GET', PATH));
  const before = client.getQueryData<Session>(KEY);
  const isOver =
    session.kind === 'ANONYMOUS' &&
    before?.kind === 'PERSON' &&
    Date.parse(before.expiresAt!) <= Date.now() + before.clockAhead;
  return isOver ? { ...before, isOver } : session;
}

export const useSession = () =>
  useQuery({
    queryKey: KEY,
    queryFn: ({ client }) => ask(client),
    staleTime: 60_000,
    refetchOnWindowFocus: 'always',
  });

/** After a refusal for want of a session the page finds out whether there is one still. */
export const askForSession = (client: QueryClient) => client.invalidateQueries({ queryKey: KEY });

const isRead = ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[0] !== KEY[0];

/** Signs in, out, or out everywhere. What was read of the person before is forgotten. */
export function useSignIn() {
  const client = useQueryClient();
  const become = async (session: Session | null) => {
    client.removeQueries({ predicate: isRead });
    client.setQueryData(KEY, session ?? read(await sendJson('GET', PATH)));
  };
  return {
    signIn: async (answer: SignIn) => become(read(await sendJson('POST', PATH, answer))),
    /**
     * Signs in again in the middle of something: what is on the page, and was entered there, stays and is read again. Of
     * somebody else nothing stays.
     */
    signInHere: async (answer: SignIn) => {
      const session = read(await sendJson('POST', PATH, answer));
      if (client.getQueryData<Session>(KEY)?.mark !== session.mark) {
        await become(session);
        return session;
      }
      client.removeQueries({ predicate: isRead, type: 'inactive' });
      client.setQueryData(KEY, session);
      await client.invalidateQueries({ predicate: isRead });
      return session;
    },
    signOut: async () => {
      await sendJson('DELETE', PATH);
      await become(null);
    },
    signOutEverywhere: async () => {
      await sendJson('DELETE', '/portal/sessions');
      await become(null);
    },
  };
}
