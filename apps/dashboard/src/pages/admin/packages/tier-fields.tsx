import { Plus, Trash2 } from 'lucide-react';
import { type UseFormReturn, useFieldArray } from 'react-hook-form';
import { Button } from '../../../ui/button.js';
import { TextField } from '../../../ui/field.js';
import type { OfferFormInput, OfferFormOutput } from './custom-offer-schema.js';

interface TierFieldsProps {
  readonly form: UseFormReturn<OfferFormInput, unknown, OfferFormOutput>;
}

/** Bonuses from certain numbers on; the last one that is reached counts. */
export function TierFields({ form }: TierFieldsProps) {
  const { fields, append, remove } = useFieldArray({ control: form.control, name: 'tiers' });
  const errors = form.formState.errors.tiers;
  const problem = errors?.root?.message ?? errors?.message;
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="text-sm font-medium">Bonuses</legend>
      <p className="text-xs text-muted">
        Of the credits that are paid for. The last one that is reached counts.
      </p>
      {fields.map((field, index) => (
        <div key={field.id} className="flex max-w-xl items-start gap-3">
          <TextField
            label="From credits"
            inputMode="numeric"
            className="flex-1"
            error={errors?.[index]?.from?.message}
            {...form.register(`tiers.${index}.from`)}
          />
          <TextField
            label="Bonus (%)"
            inputMode="decimal"
            className="flex-1"
            error={errors?.[index]?.bonus?.message}
            {...form.register(`tiers.${index}.bonus`)}
          />
          <Button
            look="quiet"
            size="icon"
            className="mt-6.5"
            aria-label={`Remove bonus ${index + 1}`}
            onClick={() => remove(index)}
          >
            <Trash2 aria-hidden />
          </Button>
        </div>
      ))}
      {problem !== undefined && (
        <p role="alert" className="text-xs font-medium text-negative">
          {problem}
        </p>
      )}
      <Button size="small" className="self-start" onClick={() => append({ from: '', bonus: '' })}>
        <Plus aria-hidden />
        Add bonus
      </Button>
    </fieldset>
  );
}
