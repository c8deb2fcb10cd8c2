import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Button, Label, TextArea, TextField } from 'react-aria-components';
import { Link } from 'wouter';
import { FileObjectionDocument, type ObjectionAbout } from '../api/gql/graphql';
import { run } from '../api/transport';
import { Choices } from './choices';
import { Fault } from './refusal-words';
import { Sheet } from './sheet';
import { Day } from './time';

const MOST = 2_000;

interface Target {
  readonly target: string;
  readonly name: ReactNode;
}

/** 有疑问: what is wrong, in the person's own words, and until when the bureau answers. */
export function Question({
  about,
  targets,
  label,
  children = <Trans>有疑问</Trans>,
}: {
  about: ObjectionAbout;
  /** What it may be about: the only one, or one that the person chooses. */
  targets: readonly Target[];
  label?: string;
  children?: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button aria-label={label} onPress={() => setOpen(true)}>
        {children}
      </Button>
      {open && <ObjectSheet about={about} targets={targets} onClose={() => setOpen(false)} />}
    </>
  );
}

function ObjectSheet({
  about,
  targets,
  onClose,
}: {
  about: ObjectionAbout;
  targets: readonly Target[];
  onClose: () => void;
}) {
  const { t } = useLingui();
  const [text, setText] = useState('');
  const [target, setTarget] = useState(targets[0]!.target);
  const client = useQueryClient();
  const file = useMutation({
    mutationFn: () => run(FileObjectionDocument, { input: { about, target, text } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['consents', 'objections'] }),
  });
  if (file.data)
    return (
      <Sheet title={t`已收到`} open onClose={onClose}>
        <p>
          <Trans>
            医保局会在 <Day at={file.data.fileObjection.dueAt} /> 之前答复。有了答复，会给您发短信。
          </Trans>
        </p>
        <div className="answers">
          <Link className="button" href="~/objections">
            <Trans>看我的异议</Trans>
          </Link>
          <Button onPress={onClose}>
            <Trans>好</Trans>
          </Button>
        </div>
      </Sheet>
    );
  return (
    <Sheet title={t`哪里不对？`} open onClose={onClose}>
      {targets.length > 1 && (
        <Choices
          label={t`哪一项`}
          options={targets.map((one) => [one.target, one.name] as const)}
          value={target}
          onChange={setTarget}
        />
      )}
      <TextField className="field" value={text} onChange={setText} maxLength={MOST} autoFocus>
        <Label>
          <Trans>请写清哪里不对。只有您和医保局看得到。</Trans>
        </Label>
        <TextArea rows={5} />
      </TextField>
      <Fault error={file.error} />
      <div className="answers">
        <Button isDisabled={file.isPending || text.trim() === ''} onPress={() => file.mutate()}>
          <Trans>提出</Trans>
        </Button>
        <Button onPress={onClose}>
          <Trans>先不提</Trans>
        </Button>
      </div>
    </Sheet>
  );
}
