import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { useParams } from 'wouter';
import { type ApplicationFragment, OneApplicationDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { readingOf } from '../../generated/deceased';
import { useCatalogue } from '../../ui/catalogue';
import { nameOf } from '../../ui/item-names';
import { Loaded } from '../../ui/loading';
import { Page } from '../../ui/page';
import { Fault } from '../../ui/refusal-words';
import { Sheet } from '../../ui/sheet';
import { Moment } from '../../ui/time';
import { UseMeter } from '../../ui/use-meter';
import { Records } from '../data/records';
import { NotFound } from '../not-found';
import { NeedsFace } from '../sign-in/needs-face';
import { ApplicationStatus, INTERESTS, RELATIONS } from './words';

/** Where an application stands, and the reading once it is approved. */
export default function Application() {
  const { t } = useLingui();
  const { id } = useParams<{ id: string }>();
  const query = useQuery({
    queryKey: ['consents', 'application', id],
    queryFn: () => run(OneApplicationDocument, { id: id! }),
  });
  if (query.data?.relativeApplication === null) return <NotFound />;
  return (
    <Page title={t`近亲属查询申请`} back={{ to: '/relative', label: t`我的申请` }}>
      <Loaded query={query}>
        {({ relativeApplication }) =>
          relativeApplication && (
            <>
              <Status application={relativeApplication} />
              {relativeApplication.status === 'APPROVED' && <Reading application={relativeApplication} />}
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function Status({ application }: { application: ApplicationFragment }) {
  const refusal = application.reviews.find(({ approved }) => !approved);
  return (
    <section className="card">
      <ApplicationStatus application={application} />
      <dl className="terms">
        <dt>
          <Trans>您是逝者的</Trans>
        </dt>
        <dd>{RELATIONS[application.relation]}</dd>
        <dt>
          <Trans>为什么要看</Trans>
        </dt>
        <dd>{INTERESTS[application.interest]}</dd>
        <dt>
          <Trans>提交时间</Trans>
        </dt>
        <dd>
          <Moment at={application.createdAt} />
        </dd>
        <dt>
          <Trans>要看的</Trans>
        </dt>
        <dd>{application.items.map(nameOf).join('、')}</dd>
        <dt>
          <Trans>材料指纹</Trans>
        </dt>
        <dd className="number">{application.evidence.map(({ digest }) => digest.slice(0, 8)).join('、')}</dd>
      </dl>
      {application.status === 'PENDING' && (
        <p>
          <Trans>请带证件和材料原件到任一窗口，由两位工作人员先后核对。</Trans>
        </p>
      )}
      {refusal && (
        <p>
          <Trans>理由：{refusal.reason}。不服的，可以打 12393 要求复核，也可以补齐材料后再申请。</Trans>
        </p>
      )}
    </section>
  );
}

/** Each reading is counted, so it is asked for twice, and everything that was approved is read at once. */
function Reading({ application }: { application: ApplicationFragment }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { maxUses, used, validUntil } = application;
  const reading = readingOf(application.items.map(({ code }) => code));
  const read = useMutation({
    mutationFn: () => run(reading.document, { application: application.id, ...reading.variables }),
    gcTime: 0,
    onMutate: () => setAsking(false),
    onSettled: () => client.invalidateQueries({ queryKey: ['consents'] }),
  });
  const next = used + 1;
  return (
    <section aria-labelledby="reading">
      <h2 id="reading">
        <Trans>查看</Trans>
      </h2>
      <UseMeter mode="LIMITED" used={used} maxUses={maxUses} validUntil={validUntil!} />
      {used < maxUses && (
        <NeedsFace>
          <Button onPress={() => setAsking(true)}>
            <Trans>查看记录</Trans>
          </Button>
        </NeedsFace>
      )}
      <Fault error={read.error} />
      {read.data && (
        <>
          <p role="status">
            <Plural
              value={read.data.readDeceasedRecord.usesRemaining}
              other="下面是这次查看的内容，离开后就看不到了。还可以查看 # 次。"
            />
          </p>
          <Categories record={read.data.readDeceasedRecord.person} categories={reading.categories} />
        </>
      )}
      {asking && (
        <Sheet title={t`现在查看？`} open onClose={() => setAsking(false)}>
          <p>
            <Plural value={next} other={`这会用掉第 # 次，共 ${maxUses} 次。`} />
          </p>
          <p>
            <Trans>每次查看都会记入账本。</Trans>
          </p>
          <div className="answers">
            <Button onPress={() => setAsking(false)}>
              <Trans>先不看</Trans>
            </Button>
            <Button onPress={() => read.mutate()}>
              <Trans>现在查看</Trans>
            </Button>
          </div>
        </Sheet>
      )}
    </section>
  );
}

function Categories({
  record,
  categories,
}: {
  record: unknown;
  categories: ReturnType<typeof readingOf>['categories'];
}) {
  const { data } = useCatalogue();
  const known = new Map(data?.catalogue.categories.map((category) => [category.code, category]));
  return categories.map((category) => (
    <section key={category.code} className="card">
      <h3>{known.has(category.code) ? nameOf(known.get(category.code)!) : category.code}</h3>
      <Records category={category} record={record as Readonly<Record<string, unknown>>} />
    </section>
  ));
}
