import { Trans, useLingui } from '@lingui/react/macro';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { chosenLanguage, type Language, type Mode, showMode, speak, useMode } from '../../api/words';

/** Larger letters and language, kept on this device. */
export function Settings() {
  const { t } = useLingui();
  return (
    <>
      <Choice<Mode>
        label={t`字的大小`}
        value={useMode()}
        values={[
          ['normal', t`标准版`, undefined],
          ['elder', t`长辈版，字大，按钮大`, undefined],
        ]}
        onChange={showMode}
      />
      <Choice<Language>
        label={t`语言`}
        value={chosenLanguage()}
        values={[
          ['zh', '中文', 'zh-CN'],
          ['en', 'English', 'en'],
        ]}
        onChange={(language) => void speak(language).then(() => location.reload())}
      />
      <p className="quiet">
        <Trans>只记在这台设备上。</Trans>
      </p>
    </>
  );
}

function Choice<Value extends string>({
  label,
  value,
  values,
  onChange,
}: {
  label: string;
  value: Value;
  values: readonly (readonly [Value, string, string | undefined])[];
  onChange: (value: Value) => void;
}) {
  return (
    <RadioGroup value={value} onChange={(chosen) => onChange(chosen as Value)}>
      <Label>{label}</Label>
      <span className="row">
        {values.map(([one, words, language]) => (
          <Radio key={one} value={one}>
            <span className="box" aria-hidden>
              {one === value ? '●' : ''}
            </span>
            <span lang={language}>{words}</span>
          </Radio>
        ))}
      </span>
    </RadioGroup>
  );
}
