import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import { MeDocument } from '../../api/gql/graphql';
import { useSignIn } from '../../api/session';
import { run } from '../../api/transport';
import { Loaded } from '../../ui/loading';
import { Page } from '../../ui/page';
import { TakeAll } from './export';
import { AddPasskey, Passkeys } from './passkeys';
import { Sessions } from './sessions';
import { Settings } from './settings';

/** How one signs in and where, one's record as a file, and how the portal looks on this device. */
export default function Me() {
  const { t } = useLingui();
  const { signOut, signOutEverywhere } = useSignIn();
  const query = useQuery({ queryKey: ['consents', 'me'], queryFn: () => run(MeDocument, {}) });
  return (
    <Page title={t`我的`}>
      <Part id="passkeys" title={t`通行密钥`}>
        <Loaded query={query}>{({ me }) => <Passkeys passkeys={me.passkeys} />}</Loaded>
        <AddPasskey />
      </Part>
      <Part id="sessions" title={t`在哪些设备上登录着`}>
        <Loaded query={query}>{({ me }) => <Sessions sessions={me.sessions} />}</Loaded>
        <div className="row">
          <Button onPress={() => void signOut()}>
            <Trans>退出登录</Trans>
          </Button>
          <Button onPress={() => void signOutEverywhere()}>
            <Trans>在所有设备上退出</Trans>
          </Button>
        </div>
      </Part>
      <Part id="export" title={t`带走全部`}>
        <TakeAll />
      </Part>
      <Part id="settings" title={t`显示`}>
        <Settings />
      </Part>
      <Part id="more" title={t`了解`}>
        <ul>
          <li>
            <Link href="/me/after">
              <Trans>身后安排</Trans>
            </Link>
          </li>
          <li>
            <Link href="/about">
              <Trans>去窗口办，或打电话</Trans>
            </Link>
          </li>
          <li>
            <Link href="/institutions">
              <Trans>机构名录</Trans>
            </Link>
          </li>
          <li>
            <Link href="/verify">
              <Trans>核验一张凭证</Trans>
            </Link>
          </li>
        </ul>
      </Part>
    </Page>
  );
}

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}
