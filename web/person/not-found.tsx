import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from 'wouter';
import { Page } from '../ui/page';

/** One text for what is not there and for what is not yours. */
export function NotFound() {
  const { t } = useLingui();
  return (
    <Page title={t`没有这一页，或者不是您的`}>
      <Link href="/">
        <Trans>回首页</Trans>
      </Link>
    </Page>
  );
}
