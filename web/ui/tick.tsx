import type { ReactNode } from 'react';
import { Checkbox, type CheckboxProps } from 'react-aria-components';

/** A box to tick, with its words beside it. */
export function Tick({ children, ...props }: Omit<CheckboxProps, 'children'> & { children: ReactNode }) {
  return (
    <Checkbox {...props}>
      <span className="box" aria-hidden>
        {props.isSelected ? '✓' : ''}
      </span>
      <span>{children}</span>
    </Checkbox>
  );
}
