import type { ReactNode } from 'react';
import type { AuthenticationAction } from '../api/gql/graphql';
import { useSession } from '../api/session';
import { StepUpSheet } from './step-up-sheet';
import { atLeast } from './strength';
import { StrongerSignIn } from './stronger-sign-in';

interface Proving {
  readonly action: AuthenticationAction;
  readonly why: ReactNode;
  readonly onProof: (authentication: string) => void;
  readonly onClose: () => void;
}

/**
 * What takes one's whole record away, or lets a device sign in from now on, needs two things: a session as strong as FACE, and a
 * proof for just this. Whoever signed in by less signs in again first, by face or by e-voucher and SMS.
 */
export function FreshProof({ action, why, onProof, onClose }: Proving) {
  const { data: session } = useSession();
  if (session && !atLeast(session.strength, 'FACE')) return <StrongerSignIn onClose={onClose} why={why} />;
  return <StepUpSheet action={action} needed="FACE" why={why} onProof={onProof} onClose={onClose} />;
}
