import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from 'wouter';
import { type ObjectionAbout, ObjectionsDocument, type ObjectionsQuery } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { useItemNames } from '../../ui/item-names';
import { Page } from '../../ui/page';
import { PagedList, usePages } from '../../ui/pages';
import { Day, Moment } from '../../ui/time';

type Objection = ObjectionsQuery['me']['objections']['nodes'][number];

/** One's objections with where each stands, until when it is answered, and the answer. */
export default function Objections() {
  const { t } = useLingui();
  const pages = usePages(
    ['consents', 'objections'],
    async (after) => (await run(ObjectionsDocument, { after })).me.objections,
  );
  return (
    <Page title={t`我的异议`} back={{ to: '/timeline', label: t`谁看过` }}>
      <PagedList pages={pages}>
        {(objections, isEmpty) => (
          <>
            {isEmpty && (
              <p role="status" className="quiet">
                <Trans>您没有提过异议。对一次使用或一份授权有疑问时，在它的页面上选“有疑问”。</Trans>
              </p>
            )}
            <ul className="cards">
              {objections.map((objection) => (
                <Card key={objection.id} objection={objection} />
              ))}
            </ul>
          </>
        )}
      </PagedList>
    </Page>
  );
}

function Card({ objection }: { objection: Objection }) {
  const { status, raisedAt, dueAt, answer, answeredAt, text } = objection;
  return (
    <li className="card">
      <p className="row">
        {status === 'OPEN' ? (
          <span className="badge soon">
            <span aria-hidden>◷</span> <Trans>等答复</Trans>
          </span>
        ) : (
          <span className="badge ok">
            <span aria-hidden>✓</span> <Trans>已答复</Trans>
          </span>
        )}
        <Target about={objection.about} target={objection.target} />
      </p>
      <p className="notice">{text}</p>
      <p className="quiet">
        <Trans>
          <Moment at={raisedAt} /> 提出
        </Trans>
        {status === 'OPEN' && (
          <>
            {' '}
            ·{' '}
            <Trans>
              最晚 <Day at={dueAt} /> 答复
            </Trans>
          </>
        )}
      </p>
      {answeredAt && (
        <>
          <h2>
            <Trans>医保局的答复</Trans>
          </h2>
          <p className="notice">{answer}</p>
          <p className="quiet">
            <Moment at={answeredAt} />
          </p>
        </>
      )}
    </li>
  );
}

function Target({ about, target }: { about: ObjectionAbout; target: string }) {
  const names = useItemNames();
  if (about === 'RECORD') return <Trans>我的数据：{names(target)}</Trans>;
  return about === 'GRANT' ? (
    <Link href={`/grants/${target}`}>
      <Trans>这份授权</Trans>
    </Link>
  ) : (
    <Link href={`/timeline/${target}`}>
      <Trans>那一次使用</Trans>
    </Link>
  );
}
