import { Trans } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useDevices } from '../devices';
import { useKeys } from '../single-keys';
import { CardOrScan } from './card-or-scan';
import { type Power, PowerForm } from './power-form';
import { type Presented, present } from './presented';
import type { LaneState } from './use-lane';

/**
 * Step 1 where somebody comes in the person's place: the power of attorney first, then both cards, one after the other,
 * so that neither reading grows old while the paper is entered.
 */
export function AgentStep({ lane }: { lane: LaneState }) {
  const [power, setPower] = useState<Power | null>(null);
  const [principal, setPrincipal] = useState<Presented | null>(null);
  const devices = useDevices();
  const { identify, counter } = lane;
  const readPrincipal = useMutation({
    mutationFn: (evoucher: string | null) => present(devices, counter, evoucher),
    onSuccess: setPrincipal,
  });
  const read = (evoucher: string | null) => {
    if (principal) identify.mutate({ evoucher, principal, power: power! });
    else readPrincipal.mutate(evoucher);
  };
  const pending = identify.isPending || readPrincipal.isPending;
  useKeys({ F2: power && !pending ? () => read(null) : null });
  return (
    <>
      {power === null ? (
        <PowerForm onPower={setPower} />
      ) : (
        <>
          <p className="large" role="status">
            {principal === null ? (
              <Trans>第 1 张：请放委托人的社保卡，或者扫委托人的医保电子凭证。</Trans>
            ) : (
              <Trans>第 2 张：请换上代理人自己的社保卡，或者扫代理人的医保电子凭证。</Trans>
            )}
          </p>
          {principal?.shown && (
            <p>
              <Trans>
                委托人：{principal.shown.name} ···{principal.shown.last4}
              </Trans>
            </p>
          )}
          <CardOrScan
            key={principal ? 'AGENT' : 'PRINCIPAL'}
            pending={pending}
            error={readPrincipal.error ?? identify.error}
            onRead={read}
          />
        </>
      )}
      <AgentLimits />
      <div className="row">
        {principal && (
          <Button onPress={() => setPrincipal(null)}>
            <Trans>重新读委托人的卡</Trans>
          </Button>
        )}
        <Button
          onPress={() => {
            identify.reset();
            lane.expectAgent(false);
          }}
        >
          <Trans>本人来办</Trans>
        </Button>
      </div>
    </>
  );
}

/** What an agent may not do, said before anything begins and again while it is done. */
export function AgentLimits() {
  return (
    <ul className="quiet">
      <li>
        <Trans>代理人只能办委托书写明的机构和用途，并且要在委托书的有效期内。</Trans>
      </li>
      <li>
        <Trans>不能替委托人的孩子、也不能替委托人代表的机构办；不能再委托别人。</Trans>
      </li>
      <li>
        <Trans>工作人员不能当代理人。每办一件，委托人都会收到短信。</Trans>
      </li>
    </ul>
  );
}
