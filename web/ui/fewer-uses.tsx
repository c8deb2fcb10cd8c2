import { Plural } from '@lingui/react/macro';
import { Button, Input, Label, NumberField } from 'react-aria-components';

/** A number of uses up to what is asked for. NaN, given or taken: none is written there. */
export function FewerUses({
  most,
  value,
  onChange,
}: {
  most: number;
  value: number;
  onChange: (uses: number) => void;
}) {
  return (
    <NumberField className="field" minValue={1} maxValue={most} value={value} onChange={onChange}>
      <Label>
        <Plural value={most} other="改用几次（最多 # 次）" />
      </Label>
      <span className="row">
        <Button slot="decrement">−</Button>
        <Input style={{ width: '5em' }} />
        <Button slot="increment">＋</Button>
      </span>
    </NumberField>
  );
}
