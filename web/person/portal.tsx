import { type ComponentType, createElement, lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { useSession } from '../api/session';
import type pages from '../pages.json';
import { About } from '../public/about';
import { Welcome } from '../public/welcome';
import { Loading } from '../ui/loading';
import { NotFound } from './not-found';
import { SignIn } from './sign-in/sign-in';

const Home = lazy(() => import('./home/home'));
const Request = lazy(() => import('./request/request-page'));

/** The addresses that the platform serves: those of pages.json, each of which has a page here. */
type Pages<Path extends string = keyof typeof pages> = Readonly<Record<Path, ComponentType>>;

const PUBLIC = {
  '/catalogue': lazy(() => import('../public/catalogue')),
  '/purposes': lazy(() => import('../public/purposes')),
  '/verify': lazy(() => import('../public/verify')),
  '/about': About,
} satisfies Partial<Pages>;

const PERSONAL: Pages<Exclude<keyof typeof pages, keyof typeof PUBLIC>> = {
  '/': Home,
  '/sign-in': Home,
  '/r/:id': Request,
  '/r/:id/sensitive': Request,
  '/grants': lazy(() => import('./grant/grants')),
  '/grants/:id': lazy(() => import('./grant/grant')),
  '/timeline': lazy(() => import('./timeline/timeline')),
  '/data': lazy(() => import('./data/my-data')),
  '/me': lazy(() => import('./me/me')),
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
  return session.kind === 'PERSON' ? (
    <Shown pages={PERSONAL} otherwise={NotFound} />
  ) : (
    <Shown pages={{ '/': Welcome }} otherwise={SignIn} />
  );
}

/** Routes without keys, so that a component that serves two addresses keeps its state between them. */
function Shown({ pages, otherwise }: { pages: Pages<never>; otherwise: ComponentType }) {
  const routes = Object.entries<ComponentType>(pages).map(([path, component]) =>
    createElement(Route, { path, component }),
  );
  return createElement(Switch, null, ...routes, createElement(Route, { component: otherwise }));
}
