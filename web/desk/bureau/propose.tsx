import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Label, TextArea, TextField } from 'react-aria-components';
import { ProposeActDocument, type ProposeActInput } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Fault } from '../../ui/refusal-words';
import { EFFECTS, Impact } from './act-words';

/** The last step of a proposal: what it does and touches, why, and then another officer decides within a day. */
export function Propose({
  act,
  onProposed,
}: {
  act: Omit<ProposeActInput, 'reason'>;
  onProposed: () => void;
}) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const propose = useMutation({
    mutationFn: () => run(ProposeActDocument, { input: { ...act, reason: reason.trim() } }),
    onSuccess: onProposed,
    onSettled: () => client.invalidateQueries({ queryKey: ['desk', 'acts'] }),
  });
  return (
    <section className="card" aria-label={t`影响`}>
      <p>{EFFECTS[act.kind]}</p>
      <Impact key={JSON.stringify(act)} act={act} />
      <TextField className="field" value={reason} onChange={setReason} maxLength={500}>
        <Label>{t`理由`}</Label>
        <TextArea rows={3} />
      </TextField>
      <Fault error={propose.error} />
      <div>
        <Button
          className="react-aria-Button strong"
          isDisabled={reason.trim() === '' || propose.isPending}
          onPress={() => propose.mutate()}
        >
          <Trans>提议，等另一位确认</Trans>
        </Button>
      </div>
    </section>
  );
}
