import { Plus, Trash2 } from 'lucide-react';
import {
  type Control,
  type FieldErrors,
  type UseFormRegister,
  useFieldArray,
} from 'react-hook-form';
import { Button } from '../../ui/button.js';
import { SelectField, TextField } from '../../ui/field.js';
import type { PriceForm } from './price-fields.js';

const MOST_TIERS = 10;

interface UnitPriceFieldsProps {
  readonly register: UseFormRegister<PriceForm>;
  readonly control: Control<PriceForm>;
  readonly errors: FieldErrors<PriceForm>['price'];
}

/** What is counted, where the reply says it, what it costs and its bounds. */
export function UnitPriceFields({ register, control, errors }: UnitPriceFieldsProps) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Unit"
          hint="One of them, such as page or second."
          error={errors?.unit?.message}
          {...register('price.unit')}
        />
        <TextField
          label="Units in a block"
          inputMode="numeric"
          hint="A started block counts. 1 for each unit."
          error={errors?.per?.message}
          {...register('price.per')}
        />
        <SelectField label="The reply says how many" {...register('price.place')}>
          <option value="body">In its body, as JSON</option>
          <option value="header">In a header</option>
        </SelectField>
        <TextField
          label="Where"
          hint="A JSON Pointer such as /usage/pages, or the header's name."
          error={errors?.at?.message}
          {...register('price.at')}
        />
      </div>
      <Tiers register={register} control={control} errors={errors} />
      <div className="grid gap-4 sm:grid-cols-3">
        <TextField
          label="Least for each call"
          inputMode="decimal"
          hint="In credits."
          error={errors?.minimum?.message}
          {...register('price.minimum')}
        />
        <TextField
          label="Most for each call"
          inputMode="decimal"
          hint="In credits; held before each call."
          error={errors?.maximum?.message}
          {...register('price.maximum')}
        />
        <TextField
          label="Units if it does not say"
          inputMode="numeric"
          hint="The estimate, marked as one."
          error={errors?.assumed?.message}
          {...register('price.assumed')}
        />
      </div>
    </>
  );
}

function Tiers({ register, control, errors }: UnitPriceFieldsProps) {
  const { fields, append, remove } = useFieldArray({ control, name: 'price.tiers' });
  return (
    <>
      {fields.map((field, index) => (
        <fieldset
          key={field.id}
          className="grid items-start gap-3 rounded-xl border border-line p-4 sm:grid-cols-[1fr_1fr_auto]"
        >
          <legend className="sr-only">Tier {index + 1}</legend>
          {index === fields.length - 1 ? (
            <p className="self-center text-sm text-muted">
              {fields.length === 1 ? 'All units' : 'All units above that'}
            </p>
          ) : (
            <TextField
              label="Up to unit"
              inputMode="numeric"
              error={errors?.tiers?.[index]?.upTo?.message}
              {...register(`price.tiers.${index}.upTo`)}
            />
          )}
          <TextField
            label="Credits a block"
            inputMode="decimal"
            error={errors?.tiers?.[index]?.credits?.message}
            {...register(`price.tiers.${index}.credits`)}
          />
          {fields.length > 1 && (
            <Button
              look="quiet"
              size="icon"
              aria-label={`Remove tier ${index + 1}`}
              className="sm:mt-6.5"
              onClick={() => remove(index)}
            >
              <Trash2 aria-hidden />
            </Button>
          )}
        </fieldset>
      ))}
      {fields.length < MOST_TIERS && (
        <Button className="self-start" onClick={() => append({ upTo: '', credits: '' })}>
          <Plus aria-hidden />
          Add a tier
        </Button>
      )}
      <p className="text-xs text-muted">
        Each unit costs what its own tier says; a higher tier does not change the units below it.
      </p>
    </>
  );
}
