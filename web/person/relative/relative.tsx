import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { ApplicationsDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Loaded } from '../../ui/loading';
import { Page } from '../../ui/page';
import { Day } from '../../ui/time';
import { ApplicationStatus, RELATIONS } from './words';

/** What a near relative may read of somebody who has died: what it takes, and the applications so far. */
export default function Relative() {
  const { t } = useLingui();
  const query = useQuery({
    queryKey: ['consents', 'applications'],
    queryFn: () => run(ApplicationsDocument, {}),
  });
  return (
    <Page title={t`查看去世亲人的数据`} back={{ to: '/', label: t`首页` }}>
      <p>
        <Trans>
          亲人去世后，近亲属为了自己的正当利益，可以申请查看其中一部分医保数据。两位工作人员核对材料后，您可以在一段时间内查看几次。逝者生前安排不给人看的，不能查看。
        </Trans>
      </p>
      <Link className="button strong" href="/relative/apply">
        <Trans>提出申请</Trans>
      </Link>
      <section aria-labelledby="applications">
        <h2 id="applications">
          <Trans>我的申请</Trans>
        </h2>
        <Loaded query={query}>
          {({ me: { relativeApplications } }) => (
            <>
              {relativeApplications.length === 0 && (
                <p className="quiet">
                  <Trans>还没有申请。</Trans>
                </p>
              )}
              <ul className="cards">
                {relativeApplications.map((application) => (
                  <li key={application.id} className="card">
                    <h3>
                      <Link href={`/relative/${application.id}`}>
                        <span>
                          <Trans>
                            <Day at={application.createdAt} /> 的申请
                          </Trans>
                        </span>
                      </Link>
                    </h3>
                    <p>
                      <Trans>您是逝者的：{RELATIONS[application.relation]}</Trans>
                    </p>
                    <ApplicationStatus application={application} />
                  </li>
                ))}
              </ul>
            </>
          )}
        </Loaded>
      </section>
    </Page>
  );
}
