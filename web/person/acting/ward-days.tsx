import { Trans } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { WardDaysDocument } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { Fault } from '../../ui/refusal-words';
import { Day } from '../../ui/time';

/** Since when and until when one acts for a ward. The days tell the birthday, so reading them is a look, which is recorded. */
export function WardDays({ id }: { id: string }) {
  const look = useMutation({ mutationFn: () => run(WardDaysDocument, { id }) });
  const days = look.data?.me.ward;
  return (
    <section aria-labelledby="ward-days">
      <h2 id="ward-days">
        <Trans>监护期限</Trans>
      </h2>
      {days ? (
        <p role="status">
          {days.endsAt ? (
            <Trans>
              从 {days.since} 起，到 <Day at={days.endsAt} /> 为止；到时由本人自己决定。
            </Trans>
          ) : (
            <Trans>从 {days.since} 起。没有刷脸登录，或者没有登记终止日期时，看不到到哪一天。</Trans>
          )}
        </p>
      ) : (
        <>
          <p className="quiet">
            <Trans>日期会显出生日，所以查看会记录下来。</Trans>
          </p>
          <Button isDisabled={look.isPending} onPress={() => look.mutate()}>
            <Trans>看监护到哪一天</Trans>
          </Button>
        </>
      )}
      <Fault error={look.error} />
    </section>
  );
}
