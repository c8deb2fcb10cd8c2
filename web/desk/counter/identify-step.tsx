import { Trans } from '@lingui/react/macro';
import { Button } from 'react-aria-components';
import { CardOrScan } from './card-or-scan';
import type { LaneState } from './use-lane';

/** Step 1: who came. Nobody serves themselves; an agent brings a power of attorney. */
export function IdentifyStep({ lane: { identify, expectAgent } }: { lane: LaneState }) {
  return (
    <>
      <p>
        <Trans>请本人把社保卡放到读卡器上，或者出示医保电子凭证。</Trans>
      </p>
      <CardOrScan
        pending={identify.isPending}
        error={identify.error}
        onRead={(evoucher) => identify.mutate({ evoucher })}
      />
      <div>
        <Button onPress={() => expectAgent(true)}>
          <Trans>代理人来办（F4）</Trans>
        </Button>
      </div>
      <p className="quiet">
        <Trans>不能为自己办理。</Trans>
      </p>
    </>
  );
}
