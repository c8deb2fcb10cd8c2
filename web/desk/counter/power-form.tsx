import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { type CounterAgentInput, PowerScopeDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { nameOf } from '../../ui/item-names';
import { Loaded } from '../../ui/loading';
import { type Paper, Papers } from '../../ui/papers';
import { Tick } from '../../ui/tick';

/** What a power of attorney says, and the digest of the paper. */
export type Power = Omit<CounterAgentInput, 'identity'>;

/** The power of attorney (授权委托书), entered from the paper: its matter, for whom, for what, and from when to when. */
export function PowerForm({ onPower }: { onPower: (power: Power) => void }) {
  const { t } = useLingui();
  const [matter, setMatter] = useState('');
  const [recipients, setRecipients] = useState<ReadonlySet<string>>(new Set());
  const [purposes, setPurposes] = useState<ReadonlySet<string>>(new Set());
  const [validFrom, setValidFrom] = useState('');
  const [validUntil, setValidUntil] = useState('');
  const [papers, setPapers] = useState<readonly Paper[]>([]);
  const scope = useQuery({
    queryKey: ['desk', 'power-scope'],
    queryFn: () => run(PowerScopeDocument, {}),
    staleTime: Infinity,
  });
  const missing = [
    matter.trim() === '' && t`授权事项`,
    recipients.size === 0 && t`机构`,
    purposes.size === 0 && t`用途`,
    (validFrom === '' || validUntil < validFrom) && t`起止日期`,
    papers.length === 0 && t`委托书的扫描件`,
  ].filter((one): one is string => one !== false);
  const done = () =>
    onPower({
      matter: matter.trim(),
      recipients: [...recipients],
      purposes: [...purposes],
      validFrom,
      validUntil,
      document: papers[0]!.digest,
    });
  return (
    <>
      <p>
        <Trans>请照授权委托书填写。委托书要写明为谁、为何事、从哪天到哪天。</Trans>
      </p>
      <TextField className="field" autoFocus value={matter} onChange={setMatter} maxLength={500}>
        <Label>{t`授权事项`}</Label>
        <Input autoComplete="off" />
      </TextField>
      <Loaded query={scope}>
        {(read) => (
          <>
            <Several
              label={t`机构`}
              options={read.recipients.nodes.map(({ code, name }) => ({ code, name }))}
              chosen={recipients}
              onChosen={setRecipients}
            />
            <Several
              label={t`用途`}
              options={read.purposes.map((purpose) => ({ code: purpose.code, name: nameOf(purpose) }))}
              chosen={purposes}
              onChosen={setPurposes}
            />
          </>
        )}
      </Loaded>
      <div className="row">
        <Day label={t`从哪天起`} value={validFrom} onChange={setValidFrom} />
        <Day label={t`到哪天为止`} value={validUntil} onChange={setValidUntil} />
      </div>
      <Papers label={t`授权委托书的扫描件`} papers={papers} onPapers={setPapers} />
      <p role="status" className="quiet">
        {missing.length > 0 && <Trans>还差：{missing.join('、')}</Trans>}
      </p>
      <div>
        <Button className="react-aria-Button strong" isDisabled={missing.length > 0} onPress={done}>
          <Trans>下一步：读两张卡</Trans>
        </Button>
      </div>
    </>
  );
}

function Day({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <TextField className="field" value={value} onChange={onChange}>
      <Label>{label}</Label>
      <Input type="date" />
    </TextField>
  );
}

interface Option {
  readonly code: string;
  readonly name: string;
}

const SHOWN_MOST = 12;

/** Several of a long list: what is typed finds them, and what is chosen stays in sight. */
function Several({
  label,
  options,
  chosen,
  onChosen,
}: {
  label: string;
  options: readonly Option[];
  chosen: ReadonlySet<string>;
  onChosen: (chosen: ReadonlySet<string>) => void;
}) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const found = options.filter(
    ({ code, name }) => !chosen.has(code) && `${name} ${code}`.includes(typed.trim()),
  );
  const shown = [...options.filter(({ code }) => chosen.has(code)), ...found.slice(0, SHOWN_MOST)];
  const set = (code: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(code);
    else next.delete(code);
    onChosen(next);
  };
  return (
    <Group label={label}>
      {options.length > SHOWN_MOST && (
        <TextField className="field" value={typed} onChange={setTyped}>
          <Label>{t`找${label}`}</Label>
          <Input autoComplete="off" />
        </TextField>
      )}
      {shown.map(({ code, name }) => (
        <Tick key={code} isSelected={chosen.has(code)} onChange={(on) => set(code, on)}>
          {name}
        </Tick>
      ))}
    </Group>
  );
}

const Group = ({ label, children }: { label: string; children: ReactNode }) => (
  <fieldset className="field">
    <legend>{label}</legend>
    {children}
  </fieldset>
);
