import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';

const STORED = 'assent-counter';
const CODE = /^[A-Z][A-Z0-9-]{0,39}$/;

/** The code of this window or hall. It is the machine's, and stays when another employee signs in. */
export function useStation(): [string | null, (code: string | null) => void] {
  const [code, setCode] = useState(() => localStorage.getItem(STORED));
  return [
    code,
    (next) => {
      if (next === null) localStorage.removeItem(STORED);
      else localStorage.setItem(STORED, next);
      setCode(next);
    },
  ];
}

/** Asks once which window, or hall, this machine stands at. */
export function StationForm({ label, onStation }: { label: string; onStation: (code: string) => void }) {
  const { t } = useLingui();
  const [code, setCode] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = code.trim().toUpperCase();
    if (CODE.test(given)) onStation(given);
    else setWrong(true);
  };
  return (
    <form className="cards" onSubmit={submit}>
      <TextField className="field" autoFocus value={code} onChange={setCode} isInvalid={wrong}>
        <Label>{label}</Label>
        <Input />
      </TextField>
      <p role="alert" className="fault fault-line">
        {wrong && t`编号形如 YT-01-05。`}
      </p>
      <Button type="submit">
        <Trans>确定</Trans>
      </Button>
    </form>
  );
}
