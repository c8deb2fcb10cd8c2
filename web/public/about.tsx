import { Trans, useLingui } from '@lingui/react/macro';
import { Page } from '../ui/page';

/** Other ways than this portal, and how to tell a true message from a false one. */
export function About() {
  const { t } = useLingui();
  return (
    <Page title={t`去窗口办，或打电话`}>
      <p>
        <Trans>
          带身份证或社会保障卡，到任何一个医保经办窗口，都可以查看申请、同意、不同意和撤回。需要时可以请人代办，要带授权书。
        </Trans>
      </p>
      <p>
        <a href="tel:12393">
          <Trans>打 12393，人工服务</Trans>
        </a>
      </p>
      <section>
        <h2>
          <Trans>怎样辨认真假短信</Trans>
        </h2>
        <ul className="cards">
          <li className="card">
            <Trans>真的短信写明机构、要几项、用几次、到哪天，不带链接让您付款或下载。</Trans>
          </li>
          <li className="card">
            <Trans>我们不会打电话向您要验证码，也不会让您把验证码告诉任何人。</Trans>
          </li>
          <li className="card">
            <Trans>不放心时，不要点短信里的链接，自己打开本页登录看。</Trans>
          </li>
        </ul>
      </section>
    </Page>
  );
}
