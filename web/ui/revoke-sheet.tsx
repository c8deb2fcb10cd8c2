import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { Button } from 'react-aria-components';
import { type GrantCardFragment, RevokeDocument } from '../api/gql/graphql';
import { run } from '../api/transport';
import { aboutOf, useActing } from './acting';
import { CheckProof } from './check-proof';
import { RevokeFrame, Stops } from './revoke-frame';
import { Sheet } from './sheet';
import { Moment } from './time';

const Host = createContext<(grant: GrantCardFragment) => void>(() => undefined);

/** Opens the sheet by which a grant is taken back. */
export const useRevokeSheet = () => useContext(Host);

/** Holds the sheet of a page: it stays when what was taken back has left the list. */
export function RevokeHost({ children }: { children: ReactNode }) {
  const [grant, setGrant] = useState<GrantCardFragment | null>(null);
  return (
    <Host.Provider value={setGrant}>
      {children}
      {grant && <RevokeSheet key={grant.id} grant={grant} onClose={() => setGrant(null)} />}
    </Host.Provider>
  );
}

/** Taking a grant back (撤回). The second tap does it, and then the proof of it is one tap away. */
function RevokeSheet({ grant, onClose }: { grant: GrantCardFragment; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => run(RevokeDocument, { id: grant.id }),
    // Whatever came of it, what is true is read again: the answer may have been lost on the way.
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'consents' }),
  });
  const institution = grant.recipient.name;
  const revokedAt = revoke.data?.revokeGrant.revokedAt;
  if (revokedAt)
    return (
      <Sheet title={t`已撤回`} open onClose={onClose}>
        <p role="status">
          ✓{' '}
          <Trans>
            给{institution}的授权，
            <Moment at={revokedAt} seconds /> 起无效。
          </Trans>
        </p>
        <div className="answers">
          <RevocationProof grant={grant} />
          <Button onPress={onClose}>
            <Trans>好</Trans>
          </Button>
        </div>
      </Sheet>
    );
  return (
    <RevokeFrame
      title={t`撤回给${institution}的授权？`}
      stops={<Stops usesRemaining={grant.usesRemaining} />}
      used={grant.used}
      revoke={revoke}
      onClose={onClose}
    />
  );
}

/** 核验撤回: the entry of the log that records the taking back, checked in this page. */
export function RevocationProof({ grant: { id, recipient } }: { grant: GrantCardFragment }) {
  const { t } = useLingui();
  const about = aboutOf(useActing());
  return <CheckProof of={{ revoked: id, recipient: recipient.code, about }} label={t`核验撤回`} />;
}
