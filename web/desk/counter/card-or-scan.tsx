import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { Button, Input, Label, TextField } from 'react-aria-components';
import { DeskFault } from '../desk-fault';

/** The card on the reader, or the e-voucher by the scanner, which types into the field and presses Enter. */
export function CardOrScan({
  pending,
  error,
  onRead,
}: {
  pending: boolean;
  error: unknown;
  /** @param evoucher null: the card on the reader */
  onRead: (evoucher: string | null) => void;
}) {
  const { t } = useLingui();
  const [scanned, setScanned] = useState('');
  const scan = (event: FormEvent) => {
    event.preventDefault();
    const token = scanned.trim();
    if (token !== '') onRead(token);
    setScanned('');
  };
  return (
    <>
      <div>
        <Button className="react-aria-Button strong" isDisabled={pending} onPress={() => onRead(null)}>
          <Trans>读社保卡（F2）</Trans>
        </Button>
      </div>
      <form onSubmit={scan}>
        <TextField className="field" autoFocus value={scanned} onChange={setScanned} type="password">
          <Label>{t`或者扫医保电子凭证`}</Label>
          <Input autoComplete="off" />
        </TextField>
      </form>
      <DeskFault error={error} device="CARD" />
    </>
  );
}
