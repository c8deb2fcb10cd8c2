import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { DeskFault } from '../desk-fault';
import type { LaneState } from './use-lane';

/** Step 1: the card on the reader, or the e-voucher by the scanner, which types into the field and presses Enter. */
export function IdentifyStep({ lane: { identify } }: { lane: LaneState }) {
  const { t } = useLingui();
  const [scanned, setScanned] = useState('');
  const scan = (event: FormEvent) => {
    event.preventDefault();
    const token = scanned.trim();
    if (token !== '') identify.mutate(token);
    setScanned('');
  };
  return (
    <>
      <p>
        <Trans>请本人把社保卡放到读卡器上，或者出示医保电子凭证。</Trans>
      </p>
      <div>
        <Button
          className="react-aria-Button strong"
          isDisabled={identify.isPending}
          onPress={() => identify.mutate(null)}
        >
          <Trans>读社保卡（F2）</Trans>
        </Button>
      </div>
      <form onSubmit={scan}>
        <TextField className="field" autoFocus value={scanned} onChange={setScanned} type="password">
          <Label>{t`或者扫医保电子凭证`}</Label>
          <Input autoComplete="off" />
        </TextField>
      </form>
      <DeskFault error={identify.error} device="CARD" />
      <p className="quiet">
        <Trans>不能为自己办理。代理人来办，请按授权委托书的流程，在接口上办理。</Trans>
      </p>
    </>
  );
}
