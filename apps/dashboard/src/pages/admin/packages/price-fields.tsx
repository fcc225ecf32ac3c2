import type { UseFormRegisterReturn } from 'react-hook-form';
import { TextField } from '../../../ui/field.js';
import { type Currency, currencies } from './price-form.js';

interface PriceFieldsProps {
  readonly legend: string;
  readonly hint: string;
  readonly register: (currency: Currency) => UseFormRegisterReturn;
  readonly errorOf: (currency: Currency) => string | undefined;
}

/** One field for each currency. */
export function PriceFields({ legend, hint, register, errorOf }: PriceFieldsProps) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="text-sm font-medium">{legend}</legend>
      <p className="text-xs text-muted">{hint}</p>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {currencies.map((currency) => (
          <TextField
            key={currency}
            label={currency}
            inputMode="decimal"
            placeholder="Not sold"
            error={errorOf(currency)}
            {...register(currency)}
          />
        ))}
      </div>
    </fieldset>
  );
}
