import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import type { AuthenticationAction } from '../api/gql/graphql';
import { useSession } from '../api/session';
import { type Method, SignInBy } from '../person/sign-in/sign-in';
import { Sheet } from './sheet';
import { StepUpSheet } from './step-up-sheet';
import { atLeast } from './strength';

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

function StrongerSignIn({ why, onClose }: Pick<Proving, 'why' | 'onClose'>) {
  const { t } = useLingui();
  const { data: session } = useSession();
  const [method, setMethod] = useState<Method | null>(null);
  const ways: readonly [Method, string][] = [
    ['FACE', t`刷脸登录`],
    ['SCAN', t`医保电子凭证登录`],
    ['SMS', t`短信验证码登录`],
  ];
  return (
    <Sheet title={t`请先登录得更可靠`} open onClose={onClose}>
      <p>{why}</p>
      <p>
        <Trans>要先刷脸登录。不方便刷脸，就先后用电子凭证和短信登录，一样有效。</Trans>
      </p>
      {method === null ? (
        <div className="cards">
          {ways
            .filter(([one]) => one === 'FACE' || one !== session?.strength)
            .map(([one, words]) => (
              <Button key={one} className="react-aria-Button wide" onPress={() => setMethod(one)}>
                {words}
              </Button>
            ))}
        </div>
      ) : (
        <SignInBy
          key={method}
          method={method}
          onOther={() => setMethod(null)}
          onDone={() => setMethod(null)}
        />
      )}
    </Sheet>
  );
}
