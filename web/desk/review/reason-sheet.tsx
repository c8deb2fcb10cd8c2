import { type ReactNode, useState } from 'react';
import { Button, Label, TextArea, TextField } from 'react-aria-components';
import { Fault } from '../../ui/refusal-words';
import { Sheet } from '../../ui/sheet';

/** Asks an employee why, and does it then. */
export function ReasonSheet({
  title,
  label,
  yes,
  no,
  error,
  pending,
  onReason,
  onClose,
}: {
  title: string;
  label: string;
  yes: ReactNode;
  no: ReactNode;
  error: unknown;
  pending: boolean;
  onReason: (reason: string) => void;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  return (
    <Sheet title={title} open onClose={onClose}>
      <TextField className="field" autoFocus value={reason} onChange={setReason} maxLength={500}>
        <Label>{label}</Label>
        <TextArea rows={3} />
      </TextField>
      <Fault error={error} />
      <div className="answers">
        <Button isDisabled={reason.trim() === '' || pending} onPress={() => onReason(reason.trim())}>
          {yes}
        </Button>
        <Button onPress={onClose}>{no}</Button>
      </div>
    </Sheet>
  );
}
