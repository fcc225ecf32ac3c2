import type { UseFormRegisterReturn } from 'react-hook-form';
import { dayOf } from '../../time/days.js';
import { SelectField, TextField } from '../../ui/field.js';

interface CapFieldsProps {
  readonly cap: UseFormRegisterReturn;
  readonly period: UseFormRegisterReturn;
  readonly lastDay: UseFormRegisterReturn;
  readonly capError: string | undefined;
  readonly lastDayError: string | undefined;
}

/** How much, in which period, and until when. */
export function CapFields({ cap, period, lastDay, capError, lastDayError }: CapFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <TextField
        label="Cap in credits"
        inputMode="decimal"
        placeholder="No cap"
        error={capError}
        {...cap}
      />
      <SelectField label="Cap holds" {...period}>
        <option value="day">Each day</option>
        <option value="month">Each month</option>
        <option value="total">In all</option>
      </SelectField>
      <TextField
        label="Last day"
        type="date"
        min={dayOf(new Date())}
        error={lastDayError}
        {...lastDay}
      />
    </div>
  );
}
