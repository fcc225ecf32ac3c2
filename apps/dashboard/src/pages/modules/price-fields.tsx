import type { Control, FieldErrors, UseFormRegister } from 'react-hook-form';
import { CheckField, SelectField, TextField } from '../../ui/field.js';
import type { PriceFormInput } from './module-schema.js';
import { UnitPriceFields } from './unit-price-fields.js';

/** A form that holds a price under `price`. */
export interface PriceForm {
  price: PriceFormInput;
}

interface PriceFieldsProps {
  readonly model: PriceFormInput['model'];
  readonly register: UseFormRegister<PriceForm>;
  readonly control: Control<PriceForm>;
  readonly errors: FieldErrors<PriceForm>['price'];
}

/** How a call is priced, with the fields of the chosen model. */
export function PriceFields({ model, register, control, errors }: PriceFieldsProps) {
  return (
    <div className="flex flex-col gap-4">
      <SelectField label="Pricing" className="max-w-sm" {...register('price.model')}>
        <option value="free">Free</option>
        <option value="per_call">A price for each call</option>
        <option value="per_unit">A price for each unit that a call uses</option>
        <option value="per_token">By the token, with a mark-up</option>
      </SelectField>
      {model === 'per_call' && (
        <>
          <TextField
            label="Credits for each call"
            className="max-w-sm"
            inputMode="decimal"
            hint="Up to six places, such as 0.25."
            error={errors?.credits?.message}
            {...register('price.credits')}
          />
          <CheckField
            label="Calls that end in an error cost the same"
            hint="Buyers see this beside the price."
            {...register('price.errorsBillable')}
          />
        </>
      )}
      {model === 'per_unit' && (
        <UnitPriceFields register={register} control={control} errors={errors} />
      )}
      {model === 'per_token' && (
        <div className="grid max-w-lg gap-4 sm:grid-cols-2">
          <TextField
            label="Mark-up in percent"
            inputMode="decimal"
            hint="On the model's own price."
            error={errors?.markup?.message}
            {...register('price.markup')}
          />
          <TextField
            label="Least credits for each call"
            inputMode="decimal"
            error={errors?.minimum?.message}
            {...register('price.minimum')}
          />
        </div>
      )}
    </div>
  );
}
