import { i18n } from '@lingui/core';
import { Plural, Trans } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { ProtectedRecordsDocument, type ProtectedRecordsQuery } from '../../api/gql/graphql';
import { run } from '../../api/transport';
import { nameOf } from '../../ui/item-names';
import { Fault } from '../../ui/refusal-words';
import { RaiseSession, useFaceSession } from '../../ui/stronger-sign-in';
import { Tick } from '../../ui/tick';
import { Day } from '../../ui/time';
import type { Choosing } from './choice';

type SpecialRecord = NonNullable<
  NonNullable<ProtectedRecordsQuery['consentRequest']>['specialDiseases']
>[number];

/**
 * Records that the law protects specially: not given unless the person ticks them, one by one. The part is on every
 * request, whether or not there are any, and reads them when it is opened: a look of its own, at FACE only.
 */
export function ProtectedRecords({ request, choice, onChoice }: Choosing) {
  const look = useMutation({
    mutationFn: async () => (await run(ProtectedRecordsDocument, { id: request.id })).consentRequest,
  });
  const isFace = useFaceSession();
  const records = look.data?.specialDiseases;
  const tick = (id: string, isTicked: boolean) => {
    const ticked = new Set(choice.ticked);
    if (isTicked) ticked.add(id);
    else ticked.delete(id);
    onChoice({ ...choice, ticked });
  };
  return (
    <Disclosure className="card">
      <Heading level={3}>
        <Button slot="trigger" className="react-aria-Button plain">
          <Trans>还有一类记录默认不给</Trans>
        </Button>
      </Heading>
      <DisclosurePanel>
        <p>
          <Trans>
            法律特别保护的记录，您不勾选就不会给，对方也不会知道有没有。要给哪一条，请您一条一条勾选。
          </Trans>
        </p>
        <p className="quiet">
          <Trans>打开要刷脸登录，这次查看会记在“我自己看的”里。</Trans>
        </p>
        <Fault error={look.error} />
        <RaiseSession why={<Trans>法律特别保护的记录，只有刷脸登录后才能打开。您填的内容还在。</Trans>}>
          <Trans>先用更可靠的方式登录</Trans>
        </RaiseSession>
        {!records && isFace && (
          <Button isDisabled={look.isPending} onPress={() => look.mutate()}>
            <Trans>打开特别保护的记录</Trans>
          </Button>
        )}
        {records?.length === 0 && (
          <p role="status">
            <Trans>这份申请的范围里没有这样的记录。</Trans>
          </p>
        )}
        <ul className="items">
          {records?.map((record) => (
            <li key={record.id}>
              <Tick isSelected={choice.ticked.has(record.id)} onChange={(on) => tick(record.id, on)}>
                <Described record={record} />
              </Tick>
            </li>
          ))}
        </ul>
        {choice.ticked.size > 0 && (
          <p role="status">
            <Plural value={choice.ticked.size} other="您勾选了 # 条。" />
          </p>
        )}
      </DisclosurePanel>
    </Disclosure>
  );
}

function Described({ record }: { record: SpecialRecord }) {
  return (
    <span>
      <Day at={record.date} /> {record.institution}
      <br />
      {i18n.locale === 'en' ? record.descriptionEn : `${nameOf(record.condition)}：${record.description}`}
    </span>
  );
}
