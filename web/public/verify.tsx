import { Trans, useLingui } from '@lingui/react/macro';
import { Page } from '../ui/page';

/** How anybody checks a receipt without trusting the platform. */
export default function Verify() {
  const { t } = useLingui();
  return (
    <Page title={t`如何核验`}>
      <p>
        <Trans>
          每一次授权和使用都记在公开的账本里。账本只能增加，不能改写；另有见证方签名。您拿到的凭证可以由任何人核对，不需要相信平台。
        </Trans>
      </p>
      <p>
        <Trans>核对用的程序随平台的源代码一起提供，命令是：</Trans>
      </p>
      <pre className="notice">assent verify receipt receipt.jwt --keys jwks.json --proof proof.json</pre>
    </Page>
  );
}
