import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { Link } from 'wouter';
import type { ReadingFragment } from '../api/gql/graphql';
import { useWhose } from './acting';
import { CheckProof } from './check-proof';
import { GrantedItems } from './granted-items';
import { nameOf } from './item-names';
import { Moment } from './time';

/** Readings of one's data, newest first. */
export function Readings({ readings, isEmpty }: { readings: readonly ReadingFragment[]; isEmpty: boolean }) {
  return (
    <>
      {isEmpty && (
        <p className="quiet">
          <Trans>还没有人看过。有人看时，这里马上会有一条。</Trans>
        </p>
      )}
      <ul className="cards">
        {readings.map((reading) => (
          <Reading key={reading.id} reading={reading} />
        ))}
      </ul>
    </>
  );
}

/** One reading as a sentence: who, how many items, which use, under which grant. What was given opens in place. */
export function Reading({
  reading,
  asked = false,
  open = false,
}: {
  reading: ReadingFragment;
  /** Whether there is a way to ask about it. */
  asked?: boolean;
  /** Whether what was given is open from the start. */
  open?: boolean;
}) {
  const { t } = useLingui();
  const { grant, items, useNumber, disclosedAt } = reading;
  const whose = useWhose();
  const institution = grant.recipient.name;
  const count = items.length;
  return (
    <li className="card">
      <p>
        {grant.maxUses ? (
          <Trans>
            {institution} 看了{whose}数据（{count} 项），第 {useNumber} 次，共 {grant.maxUses} 次。
          </Trans>
        ) : (
          <Trans>
            {institution} 看了{whose}数据（{count} 项），第 {useNumber} 次。
          </Trans>
        )}
      </p>
      <p className="quiet">
        <Moment at={disclosedAt} /> · {nameOf(grant.purpose)} ·{' '}
        <Link href={`/grants/${grant.id}`}>
          <Trans>凭这份授权</Trans>
        </Link>
      </p>
      <Disclosure defaultExpanded={open}>
        <Heading level={3}>
          <Button slot="trigger" className="react-aria-Button plain">
            <Trans>看给了什么</Trans>
          </Button>
        </Heading>
        <DisclosurePanel>
          <GrantedItems items={items} />
        </DisclosurePanel>
      </Disclosure>
      <CheckProof of={{ disclosureId: reading.id }} label={t`核验第 ${useNumber} 次使用`} />
      {asked && (
        <Link
          className="button"
          href={`/timeline/${reading.id}`}
          aria-label={t`第 ${useNumber} 次使用：有疑问`}
        >
          <Trans>有疑问</Trans>
        </Link>
      )}
    </li>
  );
}
