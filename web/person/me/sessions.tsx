import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { EndSessionDocument, type MeQuery } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Fault } from '../../ui/refusal-words';
import { Moment } from '../../ui/time';

type Session = MeQuery['me']['sessions'][number];

/** Where one is signed in. Each can be ended from here, as when a phone is lost. */
export function Sessions({ sessions }: { sessions: readonly Session[] }) {
  return (
    <ul className="cards">
      {sessions.map((session) => (
        <SessionLine key={session.id} session={session} />
      ))}
    </ul>
  );
}

function SessionLine({ session }: { session: Session }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => run(EndSessionDocument, { id: session.id }),
    onSettled: () => client.invalidateQueries({ queryKey: ['consents', 'me'] }),
  });
  const { device } = session;
  return (
    <li className="card">
      <p>
        {device}{' '}
        {session.current && (
          <span className="badge ok">
            <span aria-hidden>✓</span> <Trans>就是这里</Trans>
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
        <Button aria-label={t`让它退出：${device}`} isDisabled={end.isPending} onPress={() => end.mutate()}>
          <Trans>让它退出</Trans>
        </Button>
      )}
    </li>
  );
}
