import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from 'wouter';
import { Page } from '../ui/page';

/** The first page for whoever is not signed in. */
export function Welcome() {
  const { t } = useLingui();
  return (
    <Page title={t`谁想看您的医保数据，由您决定。`}>
      <p>
        <Trans>每看一次，都数得清、查得到、收得回。</Trans>
      </p>
      <Link className="button strong" href="/sign-in">
        <Trans>登录</Trans>
      </Link>
      <section>
        <h2>
          <Trans>在这里可以</Trans>
        </h2>
        <ul className="cards">
          <li className="card">
            <Trans>看到谁想要什么、做什么用，逐项决定给不给。</Trans>
          </li>
          <li className="card">
            <Trans>看到谁在什么时候看过什么，每一条都可以核验。</Trans>
          </li>
          <li className="card">
            <Trans>点两下就撤回，马上生效。</Trans>
          </li>
        </ul>
      </section>
      <p>
        <Trans>我们不会打电话向您要验证码。</Trans>
      </p>
    </Page>
  );
}
