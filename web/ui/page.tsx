import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { Link, useLocation } from 'wouter';
import { useSession } from '../api/session';
import { chosenLanguage, type Language, showMode, speak, useMode } from '../api/words';
import { type Acting, useActing } from './acting';
import { ActingBanner } from './acting-banner';
import { ReturnBanner } from './returning';
import { RevokeHost } from './revoke-sheet';

/** Every page: its title, one heading that gets the focus, the ways on, and help in the same place. */
export function Page({
  title,
  back,
  children,
}: {
  title: string;
  back?: { to: string; label: string };
  children: ReactNode;
}) {
  const { t } = useLingui();
  const heading = useRef<HTMLHeadingElement>(null);
  const acting = useActing();
  const whose = acting.kind === 'SELF' ? '' : t`代${acting.label}办理 · `;
  useEffect(() => {
    document.title = `${whose}${title} · 知数`;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [title, whose]);
  return (
    <>
      <Header />
      <main id="content">
        {back && (
          <Link className="quiet" href={back.to}>
            ‹ {back.label}
          </Link>
        )}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <RevokeHost>{children}</RevokeHost>
      </main>
      <Footer />
    </>
  );
}

function Header() {
  const { data: session } = useSession();
  return (
    <>
      <a className="skip" href="#content">
        <Trans>跳到正文</Trans>
      </a>
      <header className="bar">
        <Link className="brand" href="/">
          知数
        </Link>
        <ElderSwitch />
        <LanguageSwitch />
      </header>
      <Offline />
      <ReturnBanner />
      <ActingBanner />
      {session?.kind === 'PERSON' && <Tabs />}
    </>
  );
}

function Tabs() {
  const { t } = useLingui();
  const [path] = useLocation();
  // Whoever has signed in is at home, without another address.
  const shown = path === '/sign-in' ? '/' : path;
  const acting = useActing();
  const tabs =
    acting.kind === 'SELF'
      ? [
          { to: '/', label: t`首页` },
          { to: '/timeline', label: t`谁看过` },
          { to: '/grants', label: t`我的授权` },
          { to: '/data', label: t`我的数据` },
          { to: '/me', label: t`我的` },
        ]
      : [
          { to: '/', label: t`首页` },
          { to: '/timeline', label: t`谁看过` },
          { to: '/grants', label: t`授权` },
          ...(hasData(acting) ? [{ to: '/data', label: t`数据` }] : []),
        ];
  return (
    <nav className="tabs" aria-label={t`主要页面`}>
      {tabs.map(({ to, label }) => (
        <Link key={to} href={to} aria-current={to === shown ? 'page' : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}

/** From 14 on only the ward looks at the data. */
const hasData = (acting: Acting) => acting.kind !== 'WARD' || acting.capacity === 'NONE';

function Footer() {
  return (
    <footer>
      <a href="tel:12393">
        <Trans>人工服务 12393</Trans>
      </a>
      <Link href="~/about">
        <Trans>去窗口办</Trans>
      </Link>
      <Link href="~/verify">
        <Trans>如何核验</Trans>
      </Link>
      <Link href="~/institutions">
        <Trans>机构名录</Trans>
      </Link>
      <Link href="~/catalogue">
        <Trans>数据目录</Trans>
      </Link>
      <Link href="~/purposes">
        <Trans>用途</Trans>
      </Link>
    </footer>
  );
}

function ElderSwitch() {
  const other = useMode() === 'elder' ? 'normal' : 'elder';
  return (
    <Button className="react-aria-Button plain" onPress={() => showMode(other)}>
      {other === 'elder' ? <Trans>长辈版</Trans> : <Trans>标准版</Trans>}
    </Button>
  );
}

function LanguageSwitch() {
  const other: Language = chosenLanguage() === 'en' ? 'zh' : 'en';
  return (
    <Button
      className="react-aria-Button plain"
      onPress={() => void speak(other).then(() => location.reload())}
    >
      <span lang={other === 'en' ? 'en' : 'zh-CN'}>{other === 'en' ? 'English' : '中文'}</span>
    </Button>
  );
}

/** What is on the page stays readable without a network; nothing that decides is kept for later. */
function Offline() {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const update = () => setOnline(navigator.onLine);
    window.addEventListener('online', update);
    window.addEventListener('offline', update);
    return () => {
      window.removeEventListener('online', update);
      window.removeEventListener('offline', update);
    };
  }, []);
  return (
    <div role="status">
      {!online && (
        <p className="banner">
          <Trans>没有网络。现在看到的是之前的内容，不能作决定。</Trans>
        </p>
      )}
    </div>
  );
}
