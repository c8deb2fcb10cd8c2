import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import type { GrantCardFragment } from '../api/gql/graphql';
import { useActing } from './acting';
import { GrantStatusBadge } from './badges';
import { nameOf } from './item-names';
import { RevokeSheet } from './revoke-sheet';
import { Moment } from './time';
import { UseMeter } from './use-meter';

/** A grant in a list: who, for what, how much is left, and taking it back. */
export function GrantCard({ grant }: { grant: GrantCardFragment }) {
  const { t } = useLingui();
  const [revoking, setRevoking] = useState(false);
  const acting = useActing();
  const institution = grant.recipient.name;
  const standing = grant.status === 'ACTIVE' || grant.status === 'SUSPENDED';
  return (
    <li className="card">
      <h3>
        <Link href={`/grants/${grant.id}`}>{institution}</Link>
      </h3>
      <p className="row">
        <span>{nameOf(grant.purpose)}</span>
        <GrantStatusBadge status={grant.status} />
        {grant.awaitingGuardian && (
          <span className="badge soon">
            <Trans>等监护人确认</Trans>
          </span>
        )}
      </p>
      <UseMeter {...grant} ended={!standing} />
      {grant.revokedAt && (
        <p>
          <Trans>
            已撤回，
            <Moment at={grant.revokedAt} seconds /> 起无效。
          </Trans>
        </p>
      )}
      {grant.awaitingGuardian && standing && acting.kind === 'WARD' && (
        <Link className="button" href={`/grants/${grant.id}/confirm`}>
          <Trans>看清条款，再确认</Trans>
        </Link>
      )}
      {standing && (
        <Button aria-label={t`撤回给${institution}的授权`} onPress={() => setRevoking(true)}>
          <Trans>撤回</Trans>
        </Button>
      )}
      {revoking && <RevokeSheet grant={grant} onClose={() => setRevoking(false)} />}
    </li>
  );
}
