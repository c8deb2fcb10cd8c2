import { Trans } from '@lingui/react/macro';

/** How to tell a true message from a false one. */
export function TrueMessages() {
  return (
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
  );
}
