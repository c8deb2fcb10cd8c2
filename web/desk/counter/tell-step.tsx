import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from 'react-aria-components';
import type { Errand } from './errand';
import { Told } from './told';
import type { LaneState } from './use-lane';

/** Step 3: the notice and what the law wants to be said, to be read aloud. */
export function TellStep({ lane, errand }: { lane: LaneState; errand: Errand }) {
  const { t } = useLingui();
  return (
    <>
      <div className="row">
        <Button onPress={() => window.print()}>
          <Trans>打印告知书（P）</Trans>
        </Button>
        <Button
          onPress={() => window.open('/desk/counter/second', 'assent-second', 'popup,width=1024,height=768')}
        >
          <Trans>打开给本人看的第二屏</Trans>
        </Button>
      </div>
      <Told errand={errand} choice={lane.choice} />
      <div className="answers">
        <Button onPress={lane.backToChoice}>
          <Trans>返回</Trans>
        </Button>
        <Button autoFocus aria-label={t`已宣读，继续`} onPress={() => lane.goTo('DECIDE')}>
          <Trans>已宣读，继续</Trans>
        </Button>
      </div>
    </>
  );
}
