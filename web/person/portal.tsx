import { type ComponentType, createElement, Fragment, lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { useSession } from '../api/session';
import type pages from '../pages.json';
import { About } from '../public/about';
import { Welcome } from '../public/welcome';
import { Loading } from '../ui/loading';
import { ActingPages } from './acting/acting-pages';
import { NotFound } from './not-found';
import { SessionOver } from './sign-in/session-over';
import { SignIn } from './sign-in/sign-in';

const Home = lazy(() => import('./home/home'));
const Request = lazy(() => import('./request/request-page'));
const Grants = lazy(() => import('./grant/grants'));
const GrantPage = lazy(() => import('./grant/grant'));
const ConfirmItems = lazy(() => import('./grant/confirm-items'));
const Timeline = lazy(() => import('./timeline/timeline'));
const ReadingPage = lazy(() => import('./timeline/reading-page'));
const MyData = lazy(() => import('./data/my-data'));

/** The addresses that the platform serves: those of pages.json, each of which has a page here. */
type Pages<Path extends string = keyof typeof pages> = Readonly<Record<Path, ComponentType>>;

const PUBLIC = {
  '/catalogue': lazy(() => import('../public/catalogue')),
  '/purposes': lazy(() => import('../public/purposes')),
  '/institutions': lazy(() => import('../public/institutions/institutions')),
  '/institutions/:code': lazy(() => import('../public/institutions/institution')),
  '/consent/:uid': lazy(() => import('./redirect/arrival')),
  '/verify': lazy(() => import('../public/verify')),
  '/about': About,
} satisfies Partial<Pages>;

/** Of a ward and of a provider there are the same pages as of oneself. */
const ACTING = {
  '/w/:id': Home,
  '/w/:id/r/:id': Request,
  '/w/:id/r/:id/sensitive': Request,
  '/w/:id/grants': Grants,
  '/w/:id/grants/:id': GrantPage,
  '/w/:id/grants/:id/items': ConfirmItems,
  '/w/:id/grants/:id/confirm': lazy(() => import('./acting/confirm')),
  '/w/:id/timeline': Timeline,
  '/w/:id/timeline/:id': ReadingPage,
  '/w/:id/data': MyData,
  '/p/:id': Home,
  '/p/:id/r/:id': Request,
  '/p/:id/r/:id/sensitive': Request,
  '/p/:id/grants': Grants,
  '/p/:id/grants/:id': GrantPage,
  '/p/:id/grants/:id/items': ConfirmItems,
  '/p/:id/timeline': Timeline,
  '/p/:id/timeline/:id': ReadingPage,
  '/p/:id/data': MyData,
} satisfies Partial<Pages>;

const PERSONAL: Pages<Exclude<keyof typeof pages, keyof typeof PUBLIC | keyof typeof ACTING>> = {
  '/': Home,
  '/sign-in': Home,
  '/r/:id': Request,
  '/r/:id/sensitive': Request,
  '/grants': Grants,
  '/grants/:id': GrantPage,
  '/grants/:id/items': ConfirmItems,
  '/timeline': Timeline,
  '/timeline/:id': ReadingPage,
  '/objections': lazy(() => import('./objections/objections')),
  '/data': MyData,
  '/me': lazy(() => import('./me/me')),
  '/me/after': lazy(() => import('./me/after')),
  '/join': lazy(() => import('./join/join')),
  '/relative': lazy(() => import('./relative/relative')),
  '/relative/apply': lazy(() => import('./relative/apply')),
  '/relative/:id': lazy(() => import('./relative/application')),
};

/** Which page an address shows. A page of one's own asks to sign in first and then shows itself. */
export const Portal = () => (
  <Suspense fallback={<Loading />}>
    <Shown pages={PUBLIC} otherwise={Personal} />
  </Suspense>
);

function Personal() {
  const { data: session } = useSession();
  if (!session) return <Loading />;
  // Of the person before nothing stays on the page when another one signs in.
  return session.kind === 'PERSON' ? (
    <Fragment key={session.mark}>
      {session.isOver && <SessionOver />}
      <Switch>
        <Route path="/w/:id" nest>
          <ActingPages kind="WARD">
            <Shown pages={WARDS} otherwise={NotFound} />
          </ActingPages>
        </Route>
        <Route path="/p/:id" nest>
          <ActingPages kind="PROVIDER">
            <Shown pages={PROVIDERS} otherwise={NotFound} />
          </ActingPages>
        </Route>
        <Route>
          <Shown pages={PERSONAL} otherwise={NotFound} />
        </Route>
      </Switch>
    </Fragment>
  ) : (
    <Shown pages={{ '/': Welcome }} otherwise={SignIn} />
  );
}

/** The pages below an address, by what follows it. */
const below = (base: string): Pages<never> =>
  Object.fromEntries(
    Object.entries(ACTING)
      .filter(([path]) => path.startsWith(base))
      .map(([path, component]) => [path.slice(base.length) || '/', component]),
  );
const WARDS = below('/w/:id');
const PROVIDERS = below('/p/:id');

/** Routes without keys, so that a component that serves two addresses keeps its state between them. */
function Shown({ pages, otherwise }: { pages: Pages<never>; otherwise: ComponentType }) {
  const routes = Object.entries<ComponentType>(pages).map(([path, component]) =>
    createElement(Route, { path, component }),
  );
  return createElement(Switch, null, ...routes, createElement(Route, { component: otherwise }));
}
