import { Plural, Trans } from '@lingui/react/macro';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { nameOf } from '../../ui/item-names';
import { Tick } from '../../ui/tick';
import { type Errand, institutionOf, purposeOf, sensitiveItems } from './errand';
import type { LaneState } from './use-lane';

/** The separate confirmation of sensitive items (PIPL 29), read aloud. Its one box starts unticked. */
export function SensitiveStep({ lane, errand }: { lane: LaneState; errand: Errand }) {
  const [confirmed, setConfirmed] = useState(false);
  const items = sensitiveItems(errand, lane.choice);
  const count = items.length;
  const institution = institutionOf(errand).name;
  const purpose = nameOf(purposeOf(errand));
  return (
    <>
      <p>
        <Plural value={count} other="下面 # 项是敏感信息，泄露出去容易伤害到您。" />
      </p>
      <ul className="items large">
        {items.map((item) => (
          <li key={item.code}>
            <span>
              <span aria-hidden>◆</span> {nameOf(item)}
            </span>
          </li>
        ))}
      </ul>
      <Tick autoFocus isSelected={confirmed} onChange={setConfirmed}>
        <Trans>
          我单独同意把这 {count} 项敏感信息提供给{institution}，用于{purpose}。
        </Trans>
      </Tick>
      <div className="answers">
        <Button onPress={() => lane.goTo('DECIDE')}>
          <Trans>返回修改</Trans>
        </Button>
        <Button isDisabled={!confirmed} onPress={() => lane.goTo('SIGN')}>
          <Trans>确认</Trans>
        </Button>
      </div>
    </>
  );
}
