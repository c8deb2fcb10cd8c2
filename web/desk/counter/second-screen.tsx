import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import type { Choice, Errand } from './errand';
import { Told } from './told';
import type { LaneState } from './use-lane';

const CHANNEL = 'assent-second-screen';

interface Shown {
  readonly errand: Errand;
  readonly optional: readonly string[];
  readonly maxUses: number | null;
}

/** Shows on the second screen, in another window of this browser, what the person is told and has chosen so far. */
export function useSecondScreen({ errand, choice, stage }: LaneState): void {
  const shows = errand !== null && stage !== 'CHOOSE' && stage !== 'DONE';
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    const show = () => channel.postMessage(shows ? shownOf(errand, choice) : null);
    // A screen that was just opened asks.
    channel.onmessage = ({ data }) => data === 'ASK' && show();
    show();
    return () => channel.close();
  }, [errand, choice, shows]);
}

const shownOf = (errand: Errand, { optional, maxUses }: Choice): Shown => ({
  errand,
  optional: [...optional],
  maxUses,
});

/** What the person at the counter sees: the same words, large, without tools. Nothing of it is stored. */
export function SecondScreen() {
  const { t } = useLingui();
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    document.title = `${t`给本人看的第二屏`} · 知数`;
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }) => data !== 'ASK' && setShown(data as Shown | null);
    channel.postMessage('ASK');
    return () => channel.close();
  }, [t]);
  return (
    <main className="desk large">
      <h1>{shown ? <Trans>请您看清楚再决定</Trans> : <Trans>您好，请稍候。</Trans>}</h1>
      {shown && (
        <Told errand={shown.errand} choice={{ optional: new Set(shown.optional), maxUses: shown.maxUses }} />
      )}
    </main>
  );
}
