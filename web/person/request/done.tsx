import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from 'wouter';
import type { GrantCardFragment } from '../../api/gql/graphql';
import { GrantCard } from '../../ui/grant-card';
import { Page } from '../../ui/page';
import { Return, useReturning } from '../../ui/returning';

/** What was given, what comes next, and taking it back. */
export function Done({ grant }: { grant: GrantCardFragment }) {
  const { t } = useLingui();
  const returning = useReturning();
  return (
    <Page title={t`已同意`}>
      <p>
        <Trans>编号 {grant.id}</Trans>
      </p>
      <ul className="cards">
        <GrantCard grant={grant} />
      </ul>
      <p>
        {grant.awaitingGuardian ? (
          <Trans>等监护人确认后生效。</Trans>
        ) : (
          <Trans>对方每看一次，您都会看到。</Trans>
        )}
      </p>
      {returning && <Return returning={returning} />}
      <Link href="/">
        <Trans>回首页</Trans>
      </Link>
    </Page>
  );
}
