import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { useSetLimits, type WalletLimits } from '../../hooks/wallet.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { Section } from '../../ui/layout.js';
import { ProblemNotice } from '../../ui/states.js';
import {
  fromForm,
  type LimitsFormInput,
  type LimitsFormOutput,
  limitsFormSchema,
  toForm,
} from './limits-schema.js';
import { ModuleLimits } from './module-limits.js';

const NO_CAP = 'No cap';

interface LimitsFormProps {
  readonly limits: WalletLimits;
  readonly mayChange: boolean;
}

/** All caps in one form: they are read and written together. */
export function LimitsForm({ limits, mayChange }: LimitsFormProps) {
  const form = useForm<LimitsFormInput, unknown, LimitsFormOutput>({
    resolver: zodResolver(limitsFormSchema),
    values: toForm(limits),
    resetOptions: { keepDirtyValues: true },
  });
  const save = useSetLimits();
  const { errors } = form.formState;
  const submit = form.handleSubmit((values) =>
    save.mutate(fromForm(values), {
      onSuccess: (saved) => {
        form.reset(toForm(saved));
        toast.success('The limits are saved and hold from now on.');
      },
    }),
  );
  return (
    <form
      noValidate
      aria-label="Limits"
      className="max-w-3xl"
      onSubmit={(event) => void submit(event)}
    >
      <fieldset disabled={!mayChange} className="flex min-w-0 flex-col gap-10">
        <legend className="sr-only">Limits</legend>
        <Section title="Whole wallet" lead="In credits. Leave a field empty for no cap.">
          <div className="grid gap-4 sm:grid-cols-3">
            <TextField
              label="Per call"
              inputMode="decimal"
              placeholder={NO_CAP}
              error={errors.perCall?.message}
              {...form.register('perCall')}
            />
            <TextField
              label="Per day"
              inputMode="decimal"
              placeholder={NO_CAP}
              error={errors.perDay?.message}
              {...form.register('perDay')}
            />
            <TextField
              label="Per month"
              inputMode="decimal"
              placeholder={NO_CAP}
              error={errors.perMonth?.message}
              {...form.register('perMonth')}
            />
          </div>
          <TextField
            label="Time zone"
            className="max-w-sm"
            hint="Days and months begin and end in this zone, such as Africa/Lagos."
            list="time-zones"
            error={errors.timezone?.message}
            {...form.register('timezone')}
          />
          <datalist id="time-zones">
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </Section>
        <ModuleLimits form={form} />
        {save.error !== null && (
          <ProblemNotice error={save.error} title="The limits were not saved" />
        )}
        {mayChange && (
          <Button type="submit" look="primary" busy={save.isPending} className="self-start">
            Save limits
          </Button>
        )}
      </fieldset>
    </form>
  );
}
