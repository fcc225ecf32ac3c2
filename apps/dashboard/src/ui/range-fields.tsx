import type { Day } from '../time/days.js';
import { TextField } from './field.js';

export interface Range {
  readonly from?: Day | undefined;
  readonly to?: Day | undefined;
}

interface RangeFieldsProps {
  readonly range: Range;
  readonly onChange: (range: Range) => void;
}

/** Two days, both included. An emptied field means “no bound”. */
export function RangeFields({ range, onChange }: RangeFieldsProps) {
  const day = (text: string) => (text === '' ? undefined : text);
  return (
    <>
      <TextField
        label="From"
        type="date"
        value={range.from ?? ''}
        max={range.to}
        onChange={(event) => onChange({ ...range, from: day(event.target.value) })}
      />
      <TextField
        label="To"
        type="date"
        value={range.to ?? ''}
        min={range.from}
        onChange={(event) => onChange({ ...range, to: day(event.target.value) })}
      />
    </>
  );
}
