import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { ChallengeStateDocument } from '../api/gql/graphql';
import { run } from '../api/transport';
import { QrCode } from './qr-code';
import { Fault } from './refusal-words';

const ASK_EVERY_MS = 2_000;

export interface HandedOver {
  readonly id: string;
  readonly handoffUrl?: string | null;
}

/**
 * A face or an e-voucher is shown in the city's own app, not here. On a phone the app is opened; elsewhere a QR code is
 * scanned by the phone. The page asks whether the app has answered for as long as the challenge lasts.
 */
export function Handoff({
  challenge: { id, handoffUrl },
  error,
  onReady,
  onAgain,
}: {
  challenge: HandedOver;
  error: unknown;
  onReady: () => void;
  onAgain: () => void;
}) {
  const { t } = useLingui();
  const { data } = useQuery({
    queryKey: ['challenge', id],
    queryFn: () => run(ChallengeStateDocument, { id }),
    refetchInterval: ({ state }) =>
      state.data && state.data.challengeState !== 'WAITING' ? false : ASK_EVERY_MS,
    gcTime: 0,
  });
  const state = data?.challengeState ?? 'WAITING';
  const told = useRef(false);
  useEffect(() => {
    if (state !== 'READY' || told.current) return;
    told.current = true;
    onReady();
  }, [state, onReady]);
  if (handoffUrl == null)
    return (
      <p role="alert">
        <Trans>这里还不能用这种方式。请换一种，或去窗口。</Trans>
      </p>
    );
  return (
    <div className="cards">
      <a className="button strong" href={handoffUrl} target="_blank" rel="noreferrer">
        <Trans>在这台手机上打开</Trans>
      </a>
      <p>
        <Trans>或者用手机扫这个码：</Trans>
      </p>
      <QrCode text={handoffUrl} label={t`打开城市的应用的二维码`} />
      <p role="status">
        {state === 'WAITING' && <Trans>正在等您在应用里完成……</Trans>}
        {state === 'READY' && <Trans>已收到，正在核验。</Trans>}
        {state === 'FAILED' && <Trans>没有通过。请再来一次，或换一种方式。</Trans>}
        {state === 'EXPIRED' && <Trans>时间过了，什么也没有丢。请再来一次。</Trans>}
      </p>
      <Fault error={error} />
      {(state === 'FAILED' || state === 'EXPIRED' || error != null) && (
        <Button onPress={onAgain}>
          <Trans>再来一次</Trans>
        </Button>
      )}
    </div>
  );
}
