import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { type RelativeCaseFragment, RelativeQueueDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { RELATIONS } from '../../person/relative/words';
import { Loaded } from '../../ui/loading';
import { Moment } from '../../ui/time';
import { spokenNumber } from '../counter/errand';

/** Applications of near relatives that wait for a reviewer. They name nobody. Each reading of the list is a look. */
export function RelativeQueue({ onChosen }: { onChosen: (one: RelativeCaseFragment) => void }) {
  const { t } = useLingui();
  const query = useQuery({
    queryKey: ['desk', 'relatives'],
    queryFn: () => run(RelativeQueueDocument, {}),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <Loaded query={query}>
      {({ pendingRelativeApplications: waiting }) =>
        waiting.length === 0 ? (
          <p role="status">
            <Trans>没有等复核的近亲属申请。</Trans>
          </p>
        ) : (
          <ListBox
            className="errands"
            aria-label={t`近亲属申请`}
            autoFocus="first"
            items={waiting}
            onAction={(id) => onChosen(waiting.find((one) => one.id === id)!)}
          >
            {(one) => (
              <ListBoxItem id={one.id} textValue={spokenNumber(one.id)}>
                <strong>{spokenNumber(one.id)}</strong> · <Trans>逝者的{RELATIONS[one.relation]}</Trans> ·{' '}
                <Moment at={one.createdAt} /> ·{' '}
                <Plural
                  value={one.reviews.filter(({ approved }) => approved).length}
                  other="已有 # 位通过，共需 2 位"
                />
              </ListBoxItem>
            )}
          </ListBox>
        )
      }
    </Loaded>
  );
}
