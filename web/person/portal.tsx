import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { useSession } from '../api/session';
import { About } from '../public/about';
import { Welcome } from '../public/welcome';
import { Loading } from '../ui/loading';
import { NotFound } from './not-found';
import { SignIn } from './sign-in/sign-in';

const Home = lazy(() => import('./home/home'));
const Request = lazy(() => import('./request/request-page'));
const Grants = lazy(() => import('./grant/grants'));
const GrantPage = lazy(() => import('./grant/grant'));
const Timeline = lazy(() => import('./timeline/timeline'));
const MyData = lazy(() => import('./data/my-data'));
const Me = lazy(() => import('./me/me'));
const Catalogue = lazy(() => import('../public/catalogue'));
const Purposes = lazy(() => import('../public/purposes'));
const Verify = lazy(() => import('../public/verify'));

/** Which page an address shows. A page of one's own asks to sign in first and then shows itself. */
export function Portal() {
  return (
    <Suspense fallback={<Loading />}>
      <Switch>
        <Route path="/catalogue" component={Catalogue} />
        <Route path="/purposes" component={Purposes} />
        <Route path="/verify" component={Verify} />
        <Route path="/about" component={About} />
        <Route component={Personal} />
      </Switch>
    </Suspense>
  );
}

function Personal() {
  const { data: session } = useSession();
  if (!session) return <Loading />;
  if (session.kind !== 'PERSON')
    return (
      <Switch>
        <Route path="/" component={Welcome} />
        <Route component={SignIn} />
      </Switch>
    );
  return (
    <Switch>
      <Route path="/" component={Home} />
      <Route path="/sign-in" component={Home} />
      <Route path="/r/:id/*?" component={Request} />
      <Route path="/grants" component={Grants} />
      <Route path="/grants/:id" component={GrantPage} />
      <Route path="/timeline" component={Timeline} />
      <Route path="/data" component={MyData} />
      <Route path="/me" component={Me} />
      <Route component={NotFound} />
    </Switch>
  );
}
