import { Trans, useLingui } from '@lingui/react/macro';
import { Page } from '../ui/page';
import { TrueMessages } from './true-messages';

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
      <a href="tel:12393">
        <Trans>打 12393，人工服务</Trans>
      </a>
      <TrueMessages />
    </Page>
  );
}
