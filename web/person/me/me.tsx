import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { EndSessionDocument, MeDocument, type MeQuery } from '../../api/gql/graphql';
import { useSignIn } from '../../api/session';
import { run } from '../../api/transport';
import { Loaded } from '../../ui/loading';
import { Page } from '../../ui/page';
import { Fault } from '../../ui/refusal-words';
import { Moment } from '../../ui/time';

/** Where one is signed in, and signing out. */
export default function Me() {
  const { t } = useLingui();
  const { signOut, signOutEverywhere } = useSignIn();
  const query = useQuery({ queryKey: ['consents', 'me'], queryFn: () => run(MeDocument, {}) });
  return (
    <Page title={t`我的`}>
      <section aria-labelledby="sessions">
        <h2 id="sessions">
          <Trans>在哪些设备上登录着</Trans>
        </h2>
        <Loaded query={query}>
          {({ me }) => (
            <ul className="cards">
              {me.sessions.map((session) => (
                <SessionLine key={session.id} session={session} />
              ))}
            </ul>
          )}
        </Loaded>
      </section>
      <div className="row">
        <Button onPress={() => void signOut()}>
          <Trans>退出登录</Trans>
        </Button>
        <Button onPress={() => void signOutEverywhere()}>
          <Trans>在所有设备上退出</Trans>
        </Button>
      </div>
    </Page>
  );
}

function SessionLine({ session }: { session: MeQuery['me']['sessions'][number] }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => run(EndSessionDocument, { id: session.id }),
    onSettled: () => client.invalidateQueries({ queryKey: ['consents', 'me'] }),
  });
  return (
    <li className="card">
      <p>
        {session.device}{' '}
        {session.current && (
          <span className="badge ok">
            ✓ <Trans>就是这里</Trans>
          </span>
        )}
      </p>
      <p className="quiet">
        <Trans>
          登录于 <Moment at={session.signedInAt} />
          ，最近使用 <Moment at={session.lastUsedAt} />
        </Trans>
      </p>
      <Fault error={end.error} />
      {!session.current && (
        <Button onPress={() => end.mutate()}>
          <Trans>让它退出</Trans>
        </Button>
      )}
    </li>
  );
}
