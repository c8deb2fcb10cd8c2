import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { Button, Form, Input, Label, TextField } from 'react-aria-components';
import { Fault } from './refusal-words';

const LENGTH = 6;
const HELP_AFTER_MS = 30_000;

/** One field for the code of an SMS. Pasting works, the phone may fill it in, and six digits send it. */
export function CodeEntry({
  hint,
  pending,
  error,
  onCode,
  onAgain,
}: {
  hint: string;
  pending: boolean;
  error: unknown;
  onCode: (code: string) => void;
  onAgain: () => void;
}) {
  const { t } = useLingui();
  const [code, setCode] = useState('');
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), HELP_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const take = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, LENGTH);
    setCode(digits);
    if (digits.length === LENGTH && !pending) onCode(digits);
  };
  return (
    <Form className="field" onSubmit={(event) => (event.preventDefault(), onCode(code))}>
      <p>{hint}</p>
      <TextField value={code} onChange={take} autoFocus>
        <Label>
          <Trans>短信验证码（6 位数字）</Trans>
        </Label>
        <Input inputMode="numeric" autoComplete="one-time-code" />
      </TextField>
      <Fault error={error} />
      <div className="row">
        <Button
          type="submit"
          className="react-aria-Button strong"
          isDisabled={pending || code.length < LENGTH}
        >
          {pending ? t`正在核验` : t`确定`}
        </Button>
        <Button className="react-aria-Button plain" onPress={onAgain}>
          <Trans>再发一次</Trans>
        </Button>
      </div>
      <p role="status" className="quiet">
        {late && <Trans>没收到？可能是信号不好，或手机号已换。可换一种方式，或去窗口。</Trans>}
      </p>
    </Form>
  );
}
