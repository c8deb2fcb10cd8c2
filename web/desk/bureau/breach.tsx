import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { StandingBadge } from '../../ui/institution-line';
import { Loaded } from '../../ui/loading';
import { ActList } from './act-list';
import { BureauPage } from './bureau-page';
import { InstitutionChoice, useInstitutions } from './institution-choice';
import { Propose } from './propose';

/** One page for an emergency (PIPL 57): which institution, who is touched, freeze now by two officers, and lift it afterwards. */
export function Breach() {
  const { t } = useLingui();
  const [recipient, setRecipient] = useState<string | null>(null);
  const [isProposed, setProposed] = useState(false);
  return (
    <BureauPage title={t`数据安全事件`}>
      <p role="status">{isProposed && <Trans>已提议。请马上找另一位管理人员确认。</Trans>}</p>
      <section aria-labelledby="open-acts">
        <h2 id="open-acts">
          <Trans>等确认的</Trans>
        </h2>
        <ActList state="OPEN" kind="FREEZE_RECIPIENT" />
        <ActList state="OPEN" kind="LIFT_FREEZE" />
      </section>
      <Frozen onProposed={() => setProposed(true)} />
      <section aria-labelledby="freeze">
        <h2 id="freeze">
          <Trans>冻结一家机构</Trans>
        </h2>
        <p>
          <Trans>
            机构发生或者可能发生数据泄露、篡改、丢失时用。受影响的人在首页看到红色提示，并收到短信：哪家机构、什么时候、授权已冻结。
          </Trans>
        </p>
        <InstitutionChoice value={recipient} onChange={setRecipient} />
        {recipient && (
          <Propose
            act={{ kind: 'FREEZE_RECIPIENT', recipient }}
            onProposed={() => {
              setRecipient(null);
              setProposed(true);
            }}
          />
        )}
      </section>
    </BureauPage>
  );
}

function Frozen({ onProposed }: { onProposed: () => void }) {
  const query = useInstitutions();
  const [lifting, setLifting] = useState<string | null>(null);
  return (
    <section aria-labelledby="frozen">
      <h2 id="frozen">
        <Trans>现在冻结着的</Trans>
      </h2>
      <Loaded query={query}>
        {(institutions) => {
          const frozen = institutions.filter(({ standing }) => standing === 'FROZEN');
          return frozen.length === 0 ? (
            <p role="status">
              <Trans>没有冻结的机构。</Trans>
            </p>
          ) : (
            <ul className="cards">
              {frozen.map((one) => (
                <li key={one.code} className="card">
                  <p className="row">
                    {one.name} <StandingBadge standing={one.standing} />
                  </p>
                  {lifting === one.code ? (
                    <Propose
                      act={{ kind: 'LIFT_FREEZE', recipient: one.code }}
                      onProposed={() => {
                        setLifting(null);
                        onProposed();
                      }}
                    />
                  ) : (
                    <div>
                      <Button onPress={() => setLifting(one.code)}>
                        <Trans>提议解除冻结</Trans>
                      </Button>
                    </div>
                  )}
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </section>
  );
}
