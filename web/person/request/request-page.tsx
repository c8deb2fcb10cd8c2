import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { type GrantCardFragment, RequestPageDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Among, useActing } from '../../ui/acting';
import { Loaded } from '../../ui/loading';
import { Page } from '../../ui/page';
import { Return, useReturning } from '../../ui/returning';
import { NotFound } from '../not-found';
import { Asked } from './asked';
import { type AskedRequest, NOTHING_OPTIONAL } from './choice';
import { Done } from './done';
import { Sensitive } from './sensitive';

/** One request, from reading it to the answer. What was entered stays in memory while the pages of it change. */
export default function RequestPage() {
  const { id } = useParams<{ id: string }>();
  const query = useQuery({
    queryKey: ['consents', 'request', id],
    queryFn: () => run(RequestPageDocument, { id: id! }),
  });
  if (query.data?.consentRequest === null) return <NotFound />;
  if (!query.data?.consentRequest) return <Waiting query={query} />;
  return (
    <Among about={query.data.consentRequest.about}>
      <Deciding request={query.data.consentRequest} />
    </Among>
  );
}

function Waiting({ query }: { query: Parameters<typeof Loaded>[0]['query'] }) {
  const { t } = useLingui();
  return (
    <Page title={t`申请`}>
      <Loaded query={query}>{() => null}</Loaded>
    </Page>
  );
}

function Deciding({ request }: { request: AskedRequest }) {
  const [choice, setChoice] = useState(NOTHING_OPTIONAL);
  const [given, setGiven] = useState<GrantCardFragment | null>(null);
  const [path] = useLocation();
  if (given) return <Done grant={given} />;
  if (request.status !== 'PENDING') return <Answered request={request} />;
  if (path.endsWith('/sensitive')) return <Sensitive request={request} choice={choice} onGiven={setGiven} />;
  return <Asked request={request} choice={choice} onChoice={setChoice} onGiven={setGiven} />;
}

function Answered({ request }: { request: AskedRequest }) {
  const { t } = useLingui();
  const acting = useActing();
  const returning = useReturning();
  const title = {
    APPROVED: acting.kind === 'SELF' ? t`这份申请您已经同意` : t`这份申请已经同意`,
    DENIED: t`已记下：不同意`,
    EXPIRED: t`这份申请已经过期`,
    CANCELLED: t`机构已经收回这份申请`,
    PENDING: '',
  }[request.status];
  return (
    <Page title={title}>
      <p>{request.recipient.name}</p>
      {returning && <Return returning={returning} />}
      {request.status === 'DENIED' && request.channel !== 'REDIRECT' && (
        <p>
          <Trans>该机构 30 天内不能就此再问您。</Trans>
        </p>
      )}
      {request.grant && (
        <Link className="button" href={`/grants/${request.grant.id}`}>
          <Trans>看这份授权</Trans>
        </Link>
      )}
      <Link href="/">
        <Trans>回首页</Trans>
      </Link>
    </Page>
  );
}
