import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Label, TextArea, TextField } from 'react-aria-components';
import { Link } from 'wouter';
import {
  AnswerObjectionDocument,
  type ObjectionAbout,
  OpenObjectionsDocument,
  type OpenObjectionsQuery,
} from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { useItemNames } from '../../ui/item-names';
import { PagedList, usePages } from '../../ui/pages';
import { Fault } from '../../ui/refusal-words';
import { Day, Moment } from '../../ui/time';
import { BureauPage } from './bureau-page';

type Open = OpenObjectionsQuery['openObjections']['nodes'][number];

/** Objections of people that wait for an answer. They say what is meant, and not who raised it. */
export function OpenObjections() {
  const { t } = useLingui();
  const [isAnswered, setAnswered] = useState(false);
  const pages = usePages(
    ['desk', 'objections'],
    async (after) => (await run(OpenObjectionsDocument, { after })).openObjections,
  );
  return (
    <BureauPage title={t`个人的异议`}>
      <p>
        <Trans>15 天内答复。答复本人看得到，也会收到短信；答复以后不能再改。</Trans>
      </p>
      <p role="status">{isAnswered && <Trans>已答复。</Trans>}</p>
      <PagedList pages={pages}>
        {(objections, isEmpty) => (
          <>
            {isEmpty && (
              <p role="status">
                <Trans>没有等答复的异议。</Trans>
              </p>
            )}
            <ul className="cards">
              {objections.map((one) => (
                <Objection key={one.id} one={one} onAnswered={() => setAnswered(true)} />
              ))}
            </ul>
          </>
        )}
      </PagedList>
    </BureauPage>
  );
}

const MOST = 2_000;

function Objection({ one, onAnswered }: { one: Open; onAnswered: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [words, setWords] = useState('');
  const answer = useMutation({
    mutationFn: () => run(AnswerObjectionDocument, { id: one.id, answer: words.trim() }),
    onSuccess: onAnswered,
    onSettled: () => client.invalidateQueries({ queryKey: ['desk', 'objections'] }),
  });
  return (
    <li className="card">
      <h2 className="row">
        <About about={one.about} target={one.target} />
      </h2>
      <p className="notice">{one.text}</p>
      <p className="quiet">
        <Trans>
          <Moment at={one.raisedAt} /> 提出
        </Trans>
        {' · '}
        <Trans>
          最晚 <Day at={one.dueAt} /> 答复
        </Trans>
      </p>
      <TextField className="field" value={words} onChange={setWords} maxLength={MOST}>
        <Label>{t`答复（本人会看到）`}</Label>
        <TextArea rows={3} />
      </TextField>
      <Fault error={answer.error} />
      <div>
        <Button isDisabled={words.trim() === '' || answer.isPending} onPress={() => answer.mutate()}>
          <Trans>答复</Trans>
        </Button>
      </div>
    </li>
  );
}

function About({ about, target }: { about: ObjectionAbout; target: string }) {
  const names = useItemNames();
  if (about === 'RECORD') return <Trans>本人的数据：{names(target)}</Trans>;
  return (
    <>
      {about === 'GRANT' ? <Trans>一份授权</Trans> : <Trans>一次使用</Trans>}{' '}
      <Link href="/desk/bureau/look-up" state={{ kind: about, id: target }}>
        <Trans>去查这一笔</Trans>
      </Link>
    </>
  );
}
