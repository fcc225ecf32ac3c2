import type { UseFormRegisterReturn } from 'react-hook-form';
import { TextField } from '../../../ui/field.js';

interface BoundFieldsProps {
  readonly maxRedemptions: UseFormRegisterReturn;
  readonly lastDay: UseFormRegisterReturn;
  readonly maxError: string | undefined;
  readonly lastDayError: string | undefined;
}

/** How often and until when a code can be redeemed. */
export function BoundFields({ maxRedemptions, lastDay, maxError, lastDayError }: BoundFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label="At most so often"
        inputMode="numeric"
        placeholder="No maximum"
        hint="Once per person in any case."
        error={maxError}
        {...maxRedemptions}
      />
      <TextField
        label="Last day"
        type="date"
        hint="Empty: it does not end."
        error={lastDayError}
        {...lastDay}
      />
    </div>
  );
}
