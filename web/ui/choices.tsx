import type { ReactNode } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';

/** One of a few, all of them in sight; below each other unless `inRow`. Null: nothing is chosen beforehand. */
export function Choices<Value extends string>({
  label,
  options,
  value,
  onChange,
  inRow = false,
}: {
  label: string;
  options: readonly (readonly [Value, ReactNode])[];
  value: Value | null;
  onChange: (value: Value) => void;
  inRow?: boolean;
}) {
  const radios = options.map(([one, words]) => (
    <Radio key={one} value={one}>
      <span className="box" aria-hidden>
        {one === value ? '●' : ''}
      </span>
      <span>{words}</span>
    </Radio>
  ));
  return (
    <RadioGroup value={value} onChange={(chosen) => onChange(chosen as Value)}>
      <Label>{label}</Label>
      {inRow ? <span className="row">{radios}</span> : radios}
    </RadioGroup>
  );
}
