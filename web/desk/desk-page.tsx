import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { useSession, useSignIn } from '../api/session';
import { chosenLanguage, type Language, speak } from '../api/words';
import { usePlatformNow } from '../ui/time';
import { DeskFault } from './desk-fault';
import { useSingleKeys } from './single-keys';
import { useStaffSignIn } from './staff-sign-in';

/** Every page of the desk: its title, one heading that gets the focus, who works here, and how long they are signed in. */
export function DeskPage({
  title,
  place,
  children,
}: {
  title: string;
  place?: ReactNode;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · 知数`;
    // Where the next thing to do has the focus already, it keeps it.
    const { activeElement } = document;
    if (!heading.current?.parentElement?.contains(activeElement))
      heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [title]);
  return (
    <>
      <a className="skip" href="#content">
        <Trans>跳到正文</Trans>
      </a>
      <DeskBar place={place} />
      <main id="content" className="desk">
        <SignedInUntil />
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {children}
      </main>
    </>
  );
}

function DeskBar({ place }: { place?: ReactNode }) {
  const { data: session } = useSession();
  const { signOut } = useSignIn();
  const [singleKeys, setSingleKeys] = useSingleKeys();
  const other: Language = chosenLanguage() === 'en' ? 'zh' : 'en';
  return (
    <header className="bar desk">
      <strong className="brand">
        <Trans>知数工作台</Trans>
      </strong>
      {place}
      {session?.kind === 'STAFF' && (
        <>
          <span>
            <Trans>工号 {session.staff}</Trans>
          </span>
          <Button
            className="react-aria-Button plain"
            aria-pressed={singleKeys}
            onPress={() => setSingleKeys(!singleKeys)}
          >
            {singleKeys ? <Trans>单键快捷键：开</Trans> : <Trans>单键快捷键：关</Trans>}
          </Button>
          <Button className="react-aria-Button plain" onPress={() => void signOut()}>
            <Trans>退出</Trans>
          </Button>
        </>
      )}
      <Button
        className="react-aria-Button plain"
        onPress={() => void speak(other).then(() => location.reload())}
      >
        <span lang={other === 'en' ? 'en' : 'zh-CN'}>{other === 'en' ? 'English' : '中文'}</span>
      </Button>
    </header>
  );
}

const WARNED_MS = 2 * 60_000;

/** Two minutes before the session ends, it can be carried on with the smart card. What was entered stays. */
function SignedInUntil() {
  const { t } = useLingui();
  const { data: session } = useSession();
  const now = usePlatformNow(5_000);
  const signIn = useStaffSignIn();
  if (session?.kind !== 'STAFF' || session.expiresAt === null) return null;
  const left = Date.parse(session.expiresAt) - now;
  if (left > WARNED_MS) return null;
  return (
    <section className="banner" aria-label={t`登录快要结束`}>
      <p role="status">
        <Trans>还有不到 2 分钟登录就结束。继续使用？填写的内容还在。</Trans>
      </p>
      <Button isDisabled={signIn.isPending} onPress={() => signIn.mutate()}>
        <Trans>用 UKey 继续</Trans>
      </Button>
      <DeskFault error={signIn.error} device="UKEY" />
    </section>
  );
}
