import { Trans, useLingui } from '@lingui/react/macro';
import { chosenLanguage, type Language, type Mode, showMode, speak, useMode } from '../../api/words';
import { Choices } from '../../ui/choices';

/** Larger letters and language, kept on this device. */
export function Settings() {
  const { t } = useLingui();
  return (
    <>
      <Choices<Mode>
        label={t`字的大小`}
        value={useMode()}
        options={[
          ['normal', t`标准版`],
          ['elder', t`长辈版，字大，按钮大`],
        ]}
        onChange={showMode}
        inRow
      />
      <Choices<Language>
        label={t`语言`}
        value={chosenLanguage()}
        options={[
          [
            'zh',
            <span key="zh" lang="zh-CN">
              中文
            </span>,
          ],
          [
            'en',
            <span key="en" lang="en">
              English
            </span>,
          ],
        ]}
        onChange={(language) => void speak(language).then(() => location.reload())}
        inRow
      />
      <p className="quiet">
        <Trans>只记在这台设备上。</Trans>
      </p>
    </>
  );
}
