import { useQuery, useQueryClient } from '@tanstack/react-query';
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

export const useSession = () =>
  useQuery({
    queryKey: KEY,
    queryFn: async () => read(await sendJson('GET', PATH)),
    staleTime: 60_000,
    refetchOnWindowFocus: 'always',
  });

const isRead = ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[0] !== KEY[0];

/** Signs in, out, or out everywhere. What was read of the person before is forgotten. */
export function useSignIn() {
  const client = useQueryClient();
  const become = async (session: Session | null) => {
    client.removeQueries({ predicate: isRead });
    if (session) client.setQueryData(KEY, session);
    else await client.invalidateQueries({ queryKey: KEY });
  };
  return {
    signIn: async (answer: SignIn) => become(read(await sendJson('POST', PATH, answer))),
    /** Signs in more reliably in the middle of something: what is on the page, and was entered there, stays and is read again. */
    signInHere: async (answer: SignIn) => {
      const session = read(await sendJson('POST', PATH, answer));
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
