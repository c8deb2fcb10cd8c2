import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import { useSession } from '../api/session';
import { type Method, SignInBy } from '../person/sign-in/sign-in';
import { Sheet } from './sheet';
import { atLeast } from './strength';

/** Whether the session is as strong as a face comparison. */
export function useFaceSession(): boolean {
  const { data: session } = useSession();
  return session !== undefined && atLeast(session.strength, 'FACE');
}

/** Offers to sign in more reliably without leaving the page. Nothing is shown where it is not needed. */
export function RaiseSession({ why, children }: { why: ReactNode; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  if (useFaceSession()) return null;
  return (
    <>
      <Button onPress={() => setOpen(true)}>{children}</Button>
      {open && <StrongerSignIn why={why} onClose={() => setOpen(false)} />}
    </>
  );
}

/** A sheet by which the session becomes as strong as FACE, by one sign-in or by two. What was entered stays. */
export function StrongerSignIn({ why, onClose }: { why: ReactNode; onClose: () => void }) {
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
