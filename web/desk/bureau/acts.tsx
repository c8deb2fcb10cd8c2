import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { OfficerActKind, OfficerActState } from '../../api/gql/graphql';
import { Choices } from '../../ui/choices';
import { ActList } from './act-list';
import { ACTS } from './act-words';
import { BureauPage } from './bureau-page';
import { InstitutionChoice } from './institution-choice';
import { Propose } from './propose';

/** What two officers do together: one proposes, another confirms within a day. The list begins with what is open. */
export function Acts() {
  const { t } = useLingui();
  const [state, setState] = useState<OfficerActState>('OPEN');
  const [proposing, setProposing] = useState(false);
  const [isProposed, setProposed] = useState(false);
  const states: readonly [OfficerActState, string][] = [
    ['OPEN', t`待确认`],
    ['CONFIRMED', t`已生效`],
    ['LAPSED', t`没有按时确认`],
    ['WITHDRAWN', t`已撤回`],
  ];
  return (
    <BureauPage title={t`两人办的事`}>
      <p role="status">{isProposed && <Trans>已提议。另一位管理人员确认以前，什么也没有变。</Trans>}</p>
      {proposing ? (
        <NewAct
          onDone={(proposed) => {
            setProposing(false);
            setProposed(proposed);
          }}
        />
      ) : (
        <div>
          <Button onPress={() => setProposing(true)}>
            <Trans>提议暂停或恢复一家机构</Trans>
          </Button>
        </div>
      )}
      <Choices label={t`看哪些`} options={states} value={state} onChange={setState} inRow />
      <ActList state={state} />
    </BureauPage>
  );
}

const KINDS = ['SUSPEND_RECIPIENT', 'REINSTATE_RECIPIENT'] as const;

function NewAct({ onDone }: { onDone: (proposed: boolean) => void }) {
  const { t } = useLingui();
  const [kind, setKind] = useState<OfficerActKind | null>(null);
  const [recipient, setRecipient] = useState<string | null>(null);
  return (
    <section aria-label={t`新的提议`}>
      <Choices
        label={t`办什么`}
        options={KINDS.map((one) => [one, ACTS[one]] as const)}
        value={kind}
        onChange={setKind}
        inRow
      />
      <InstitutionChoice value={recipient} onChange={setRecipient} />
      {kind && recipient && <Propose act={{ kind, recipient }} onProposed={() => onDone(true)} />}
      <div>
        <Button className="react-aria-Button plain" onPress={() => onDone(false)}>
          <Trans>先不提议</Trans>
        </Button>
      </div>
    </section>
  );
}
