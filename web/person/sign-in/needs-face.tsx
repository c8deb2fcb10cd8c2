import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { useSession } from '../../api/session';
import { atLeast } from '../../ui/strength';
import { SignInBy } from './sign-in';

/** What only a session by face may do. In a weaker one the person signs in by face first, and is then where they were. */
export function NeedsFace({ children }: { children: ReactNode }) {
  const { data: session } = useSession();
  if (session && atLeast(session.strength, 'FACE')) return children;
  return (
    <section className="card" aria-labelledby="needs-face">
      <h2 id="needs-face">
        <Trans>请先刷脸登录</Trans>
      </h2>
      <p>
        <Trans>这件事只有刷脸登录后才能办，别人拿到您的手机也办不了。</Trans>
      </p>
      <SignInBy method="FACE" />
    </section>
  );
}
