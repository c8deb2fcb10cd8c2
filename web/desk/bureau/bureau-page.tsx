import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { DeskPage } from '../desk-page';

/** Every page of the bureau's desk, with the ways to the others. */
export function BureauPage({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useLingui();
  const [path] = useLocation();
  const pages: readonly [string, ReactNode][] = [
    ['/desk/bureau', <Trans key="acts">两人办的事</Trans>],
    ['/desk/bureau/breach', <Trans key="breach">数据安全事件</Trans>],
    ['/desk/bureau/objections', <Trans key="objections">个人的异议</Trans>],
    ['/desk/bureau/look-up', <Trans key="look-up">查一笔</Trans>],
    ['/desk/bureau/catalogue', <Trans key="catalogue">信息项的级别</Trans>],
    ['/desk/bureau/log', <Trans key="log">账本</Trans>],
  ];
  return (
    <DeskPage title={title}>
      <nav className="tabs" aria-label={t`医保局工作台`}>
        {pages.map(([to, words]) => (
          <Link key={to} href={to} aria-current={to === path ? 'page' : undefined}>
            {words}
          </Link>
        ))}
      </nav>
      {children}
    </DeskPage>
  );
}
