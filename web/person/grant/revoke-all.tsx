import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { type GrantCardFragment, RevokeAllDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { nameOf } from '../../ui/item-names';
import { RevokeFrame } from '../../ui/revoke-frame';
import { Moment } from '../../ui/time';

/** Taking back all grants to one institution at once, for each institution that has several among those shown. */
export function RevokeAll({ grants }: { grants: readonly GrantCardFragment[] }) {
  const standing = grants.filter(({ status }) => status === 'ACTIVE' || status === 'SUSPENDED');
  const institutions = [...new Set(standing.map(({ recipient }) => recipient.code))];
  const several = institutions
    .map((code) => standing.filter(({ recipient }) => recipient.code === code))
    .filter((ofOne) => ofOne.length > 1);
  return several.map((ofOne) => <OfOne key={ofOne[0]!.recipient.code} grants={ofOne} />);
}

function OfOne({ grants }: { grants: readonly GrantCardFragment[] }) {
  const [open, setOpen] = useState(false);
  const { recipient } = grants[0]!;
  const count = grants.length;
  return (
    <>
      <Button onPress={() => setOpen(true)}>
        <Trans>
          撤回给{recipient.name}的全部 {count} 份
        </Trans>
      </Button>
      {open && <Names grants={grants} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Each of them by name, and what taking them back does. The second tap does it. */
function Names({ grants, onClose }: { grants: readonly GrantCardFragment[]; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { recipient } = grants[0]!;
  const count = grants.length;
  const used = grants.reduce((sum, grant) => sum + grant.used, 0);
  const revoke = useMutation({
    mutationFn: () => run(RevokeAllDocument, { recipient: recipient.code, ids: grants.map(({ id }) => id) }),
    onSuccess: onClose,
    // Whatever came of it, what is true is read again: the answer may have been lost on the way.
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === 'consents' }),
  });
  return (
    <RevokeFrame
      title={t`撤回给${recipient.name}的全部 ${count} 份授权？`}
      stops={<Trans>马上停：这些授权都不能再用。要么全部撤回，要么一份也不动。</Trans>}
      used={used}
      revoke={revoke}
      button={<Plural value={count} other="撤回全部 # 份" />}
      onClose={onClose}
    >
      <ul className="items">
        {grants.map((grant) => (
          <li key={grant.id}>
            <span>{nameOf(grant.purpose)}</span>
            <span className="quiet">
              <Trans>
                <Moment at={grant.validFrom} /> 给的，到 <Moment at={grant.validUntil} />
              </Trans>
            </span>
          </li>
        ))}
      </ul>
    </RevokeFrame>
  );
}
