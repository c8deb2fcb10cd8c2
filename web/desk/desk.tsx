import { Trans, useLingui } from '@lingui/react/macro';
import { type ComponentType, createElement } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { useSession } from '../api/session';
import { Loading } from '../ui/loading';
import { Acts } from './bureau/acts';
import { Breach } from './bureau/breach';
import { Levels } from './bureau/levels';
import { Log } from './bureau/log';
import { LookUp } from './bureau/look-up';
import { OpenObjections } from './bureau/objections';
import { Lane } from './counter/lane';
import { SecondScreen } from './counter/second-screen';
import { DeskPage } from './desk-page';
import type pages from './pages.json';
import { Review } from './review/review';
import { StaffSignIn } from './staff-sign-in';

/** What each role finds at its desk. Institutions have no desk yet. */
const HOME: ReadonlyMap<string | null, string> = new Map([
  ['CLERK', '/desk/counter'],
  ['REVIEWER', '/desk/review'],
  ['OFFICER', '/desk/bureau'],
]);

const PAGES: Readonly<Record<keyof typeof pages, ComponentType>> = {
  '/desk': Home,
  '/desk/counter': () => <For duty="CLERK" page={Lane} />,
  '/desk/counter/second': SecondScreen,
  '/desk/review': () => <For duty="REVIEWER" page={Review} />,
  '/desk/bureau': () => <For duty="OFFICER" page={Acts} />,
  '/desk/bureau/breach': () => <For duty="OFFICER" page={Breach} />,
  '/desk/bureau/objections': () => <For duty="OFFICER" page={OpenObjections} />,
  '/desk/bureau/look-up': () => <For duty="OFFICER" page={LookUp} />,
  '/desk/bureau/catalogue': () => <For duty="OFFICER" page={Levels} />,
  '/desk/bureau/log': () => <For duty="OFFICER" page={Log} />,
};

/** The desk of employees. Whoever is not signed in as one is asked to, and then sees the page. */
export const Desk = () =>
  createElement(
    Switch,
    null,
    ...Object.entries(PAGES).map(([path, component]) => createElement(Route, { path, component })),
  );

function Home() {
  const { data: session } = useSession();
  if (!session) return <Loading />;
  if (session.kind !== 'STAFF') return <StaffSignIn />;
  const home = HOME.get(session.role);
  return home ? <Redirect to={home} replace /> : <NoDesk />;
}

function For({ duty, page }: { duty: string; page: ComponentType }) {
  const { data: session } = useSession();
  if (!session) return <Loading />;
  if (session.kind !== 'STAFF') return <StaffSignIn />;
  return session.role === duty ? createElement(page) : <NoDesk />;
}

function NoDesk() {
  const { t } = useLingui();
  return (
    <DeskPage title={t`这里没有您的工作台`}>
      <p>
        <Trans>
          这个页面供窗口经办、复核和医保局管理人员使用。您的账户请通过接口办理，或换一个账户登录。
        </Trans>
      </p>
    </DeskPage>
  );
}
