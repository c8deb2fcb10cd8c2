import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Input, Label, ListBox, ListBoxItem, TextField } from 'react-aria-components';
import { type RelativeCaseFragment, ReviewQueueDocument, type ReviewQueueQuery } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Loaded } from '../../ui/loading';
import { TimeLeft } from '../../ui/time';
import { spokenNumber } from '../counter/errand';
import { DeskPage } from '../desk-page';
import { useKeys } from '../single-keys';
import { StationForm, useStation } from '../station';
import { RelativeCase } from './relative-case';
import { RelativeQueue } from './relatives';
import { ReviewCase } from './review-case';

type Waiting = ReviewQueueQuery['pendingCounterApprovals'][number];

const ASK_EVERY_MS = 5_000;

/** The reviewer's desk: what waits in the hall, and one case at a time. The queue itself says nothing of anybody. */
export function Review() {
  const { t } = useLingui();
  const [hall, setHall] = useStation();
  const [chosen, setChosen] = useState<string | null>(null);
  const [relatives, setRelatives] = useState(false);
  const [application, setApplication] = useState<RelativeCaseFragment | null>(null);
  const [answered, setAnswered] = useState<string | null>(null);
  useKeys({ r: chosen || application ? null : () => setRelatives(!relatives) });
  if (hall === null)
    return (
      <DeskPage title={t`这是哪个大厅？`}>
        <StationForm label={t`大厅或窗口编号`} onStation={setHall} />
      </DeskPage>
    );
  const title = application
    ? t`近亲属申请 ${spokenNumber(application.id)}`
    : chosen
      ? t`复核 ${spokenNumber(chosen)}`
      : relatives
        ? t`近亲属申请`
        : t`待复核`;
  const place = (
    <>
      <span>
        <Trans>大厅 {hall}</Trans>
      </span>
      {chosen === null && (
        <Button className="react-aria-Button plain" onPress={() => setHall(null)}>
          <Trans>换大厅</Trans>
        </Button>
      )}
    </>
  );
  return (
    <DeskPage title={title} place={place}>
      {application ? (
        <RelativeCase
          one={application}
          onDone={(words) => {
            setAnswered(words);
            setApplication(null);
          }}
        />
      ) : chosen ? (
        <ReviewCase
          id={chosen}
          onDone={(words) => {
            setAnswered(words);
            setChosen(null);
          }}
        />
      ) : (
        <>
          <p role="status">{answered}</p>
          {relatives ? (
            <RelativeQueue onChosen={setApplication} />
          ) : (
            <Queue hall={hall} onChosen={setChosen} />
          )}
          <div>
            <Button onPress={() => setRelatives(!relatives)}>
              {relatives ? <Trans>窗口的待复核（R）</Trans> : <Trans>近亲属申请（R）</Trans>}
            </Button>
          </div>
        </>
      )}
    </DeskPage>
  );
}

function Queue({ hall, onChosen }: { hall: string; onChosen: (id: string) => void }) {
  const { t } = useLingui();
  const [number, setNumber] = useState('');
  const query = useQuery({
    queryKey: ['desk', 'queue', hall],
    queryFn: () => run(ReviewQueueDocument, { counter: hall }),
    refetchInterval: ASK_EVERY_MS,
    staleTime: 0,
  });
  return (
    <>
      <TextField className="field" value={number} onChange={setNumber}>
        <Label>{t`经办人员报的号码`}</Label>
        <Input autoComplete="off" />
      </TextField>
      <Loaded query={query}>
        {({ pendingCounterApprovals }) => {
          const typed = number.trim().toUpperCase();
          const waiting = pendingCounterApprovals.filter(({ id }) => spokenNumber(id).includes(typed));
          return waiting.length === 0 ? (
            <p role="status">
              <Trans>现在没有等您复核的。有新的，这里马上会有一条。</Trans>
            </p>
          ) : (
            <ListBox
              className="errands"
              aria-label={t`待复核`}
              items={waiting}
              onAction={(id) => onChosen(String(id))}
            >
              {(one) => <Line one={one} />}
            </ListBox>
          );
        }}
      </Loaded>
    </>
  );
}

function Line({ one }: { one: Waiting }) {
  const number = spokenNumber(one.id);
  return (
    <ListBoxItem id={one.id} textValue={number}>
      <strong>{number}</strong> · <Trans>窗口 {one.counter}</Trans> · <Trans>经办 {one.clerk}</Trans> ·{' '}
      <TimeLeft until={one.expiresAt} />
    </ListBoxItem>
  );
}
