import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { Link } from 'wouter';
import { type EventFragment, type EventKind, TimelineDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { aboutOf, keyOf, useActing } from '../../ui/acting';
import { Choices } from '../../ui/choices';
import { Page } from '../../ui/page';
import { PagedList, usePages } from '../../ui/pages';
import { DayOfWeek, usePlatformNow } from '../../ui/time';
import { Happened } from './event';
import { byDay, dayOf } from './fold';

type Group = 'ALL' | 'READ' | 'REFUSED' | 'GIVEN' | 'OWN' | 'OTHER';

const KINDS: Readonly<Record<Group, readonly EventKind[] | null>> = {
  ALL: null,
  READ: ['DISCLOSURE', 'REREAD'],
  REFUSED: ['REFUSAL'],
  GIVEN: [
    'REQUEST_RECEIVED',
    'REQUEST_ANSWERED',
    'REQUEST_CANCELLED',
    'REQUEST_EXPIRED',
    'GRANT_GIVEN',
    'GRANT_REVOKED',
    'GRANT_SUSPENDED',
    'GRANT_REINSTATED',
    'GRANT_ENDED',
  ],
  OWN: ['OWN_ACCESS', 'PREVIEW', 'OWN_EXPORT', 'RELATIVE_ACCESS'],
  OTHER: ['STAFF_LOOK', 'AUTHENTICATOR_CHANGED', 'COUNTER_SESSION'],
};

const DAY_MS = 86_400_000;

/** All that happened, as one list, newest first: who read, what was not given, what was decided, and one's own looks. */
export default function Timeline() {
  const { t } = useLingui();
  const [group, setGroup] = useState<Group>('ALL');
  const [recipient, setRecipient] = useState('');
  const [days, setDays] = useState('');
  const now = usePlatformNow();
  const from = days ? dayOf(now - Number(days) * DAY_MS) : null;
  const acting = useActing();
  const pages = usePages(
    ['consents', 'timeline', keyOf(acting), group, recipient, from ?? ''],
    async (after) => {
      const about = aboutOf(acting);
      const kinds = KINDS[group] as EventKind[] | null;
      return (await run(TimelineDocument, { after, about, kinds, recipient: recipient || null, from })).me
        .timeline;
    },
  );
  const [institutions, setInstitutions] = useState<ReadonlyMap<string, string>>(new Map());
  const shown = pages.data?.pages.flatMap(({ nodes }) => nodes) ?? [];
  const known = withInstitutions(institutions, shown);
  if (known !== institutions) setInstitutions(known);
  return (
    <Page title={t`谁看过`}>
      <Filters chosen={[group !== 'ALL', recipient !== '', days !== ''].filter(Boolean).length}>
        <Chips
          label={t`看哪些`}
          value={group}
          onChange={(value) => setGroup(value as Group)}
          count={shown.length}
          chips={[
            ['ALL', t`全部`],
            ['READ', t`机构看过`],
            ['REFUSED', t`没有给出`],
            ['GIVEN', t`申请和授权`],
            ['OWN', t`自己看的`],
            ['OTHER', t`窗口和登录`],
          ]}
        />
        {known.size > 1 && (
          <Chips
            label={t`哪家机构`}
            value={recipient}
            onChange={setRecipient}
            count={shown.length}
            chips={[['', t`都看`], ...known]}
          />
        )}
        <Chips
          label={t`多久以来`}
          value={days}
          onChange={setDays}
          count={shown.length}
          chips={[
            ['', t`一直以来`],
            ['30', t`近 30 天`],
            ['365', t`近一年`],
          ]}
        />
      </Filters>
      {acting.kind === 'SELF' && (
        <Link href="/objections">
          <Trans>我的异议</Trans>
        </Link>
      )}
      <PagedList pages={pages}>
        {(events, isEmpty) =>
          isEmpty ? (
            <Nothing filtered={group !== 'ALL' || recipient !== '' || days !== ''} />
          ) : (
            <Days events={events} />
          )
        }
      </PagedList>
    </Page>
  );
}

/** The institutions of the list so far, so that one can be chosen; the same map where there is no other. */
function withInstitutions(known: ReadonlyMap<string, string>, events: readonly EventFragment[]) {
  const all = new Map(known);
  for (const { recipient } of events) if (recipient) all.set(recipient.code, recipient.name);
  return all.size === known.size ? known : all;
}

/** The filters behind one button, so that on a phone the list begins on the first screen. It says how many are in use. */
function Filters({ chosen, children }: { chosen: number; children: ReactNode }) {
  return (
    <Disclosure>
      <Heading level={2} className="plain">
        <Button slot="trigger">
          <Trans>筛选</Trans>
          {chosen > 0 && <Plural value={chosen} other="（用了 # 个条件）" />}
        </Button>
      </Heading>
      <DisclosurePanel>{children}</DisclosurePanel>
    </Disclosure>
  );
}

/** One of a few filters. The chosen one says how many events are shown; of what is not shown nothing is counted. */
function Chips({
  label,
  value,
  onChange,
  count,
  chips,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  count: number;
  chips: readonly (readonly [value: string, words: string])[];
}) {
  const options = chips.map(
    ([one, words]) =>
      [
        one,
        one === value && count > 0 ? (
          <>
            {words}{' '}
            <span className="number">
              <Plural value={count} other="# 条" />
            </span>
          </>
        ) : (
          words
        ),
      ] as const,
  );
  return <Choices label={label} options={options} value={value} onChange={onChange} inRow />;
}

function Nothing({ filtered }: { filtered: boolean }) {
  return (
    <p role="status" className="quiet">
      {filtered ? (
        <Trans>没有这样的记录。换一个条件看看。</Trans>
      ) : (
        <Trans>还没有人看过。有人看时，这里马上会有一条。</Trans>
      )}
    </p>
  );
}

function Days({ events }: { events: readonly EventFragment[] }) {
  const now = usePlatformNow();
  const names = new Map([
    [dayOf(now), <Trans key="today">今天</Trans>],
    [dayOf(now - DAY_MS), <Trans key="yesterday">昨天</Trans>],
  ]);
  return byDay(events).map(({ day, runs }) => (
    <section key={day} aria-labelledby={`day-${day}`}>
      <h2 id={`day-${day}`}>{names.get(day) ?? <DayOfWeek day={day} />}</h2>
      <ul className="cards">
        {runs.map((one) => (
          <Happened key={one[0]!.id} run={one} />
        ))}
      </ul>
    </section>
  ));
}
