import { zodResolver } from '@hookform/resolvers/zod';
import type { WalletAlerts } from '@telex-credits/contracts';
import { useForm, useWatch } from 'react-hook-form';
import { toast } from 'sonner';
import { useSetWalletAlerts } from '../../hooks/wallet-alerts.js';
import { Button } from '../../ui/button.js';
import { CheckField, TextField } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/states.js';
import {
  type AlertsFormInput,
  type AlertsFormOutput,
  alertsFormSchema,
  fromForm,
  toForm,
} from './alerts-schema.js';

const names = ['First warning below', 'Second warning below'];

interface AlertsFormProps {
  readonly alerts: WalletAlerts;
  readonly mayChange: boolean;
}

/** Thresholds and ways of telling, read and written together. */
export function AlertsForm({ alerts, mayChange }: AlertsFormProps) {
  const { register, handleSubmit, control, reset, formState } = useForm<
    AlertsFormInput,
    unknown,
    AlertsFormOutput
  >({
    resolver: zodResolver(alertsFormSchema),
    values: toForm(alerts),
    resetOptions: { keepDirtyValues: true },
  });
  const [telex, thresholds] = useWatch({ control, name: ['telex', 'thresholds'] });
  const save = useSetWalletAlerts();
  const submit = handleSubmit((values) =>
    save.mutate(fromForm(values), {
      onSuccess: (saved) => {
        reset(toForm(saved));
        toast.success('Low-credit alerts are saved.');
      },
    }),
  );
  const { hint } = alerts.telexChannel;
  return (
    <form noValidate aria-label="Low-credit alerts" onSubmit={(event) => void submit(event)}>
      <fieldset disabled={!mayChange} className="flex min-w-0 flex-col gap-5">
        <legend className="sr-only">Low-credit alerts</legend>
        <div className="grid gap-4 sm:grid-cols-2">
          {thresholds.map((_, index) => (
            <TextField
              // biome-ignore lint/suspicious/noArrayIndexKey: the number of fields never changes
              key={index}
              label={names[index] ?? `Warning ${index + 1} below`}
              hint="In credits. Empty for none."
              inputMode="decimal"
              error={formState.errors.thresholds?.[index]?.credits?.message}
              {...register(`thresholds.${index}.credits`)}
            />
          ))}
        </div>
        <CheckField
          label="E-mail"
          hint="To administrators and managers of the organisation."
          {...register('email')}
        />
        <CheckField
          label="Webhook"
          hint="The event wallet.low_balance, to webhook endpoints that want it."
          {...register('webhook')}
        />
        <CheckField
          label="Telex channel"
          hint="A message by the incoming webhook of a channel."
          {...register('telex')}
        />
        {telex && (
          <TextField
            label="Incoming webhook of the channel"
            type="url"
            autoComplete="off"
            placeholder="https://ping.telex.im/v1/webhooks/…"
            hint={
              hint === null
                ? 'Telex shows it in the settings of the channel. Who knows it can write there.'
                : `Known: ${hint}. Leave it empty to keep it.`
            }
            {...register('url')}
          />
        )}
        {save.error !== null && (
          <ProblemNotice error={save.error} title="The alerts were not saved" />
        )}
        {mayChange && (
          <Button type="submit" look="primary" busy={save.isPending} className="self-start">
            Save alerts
          </Button>
        )}
      </fieldset>
    </form>
  );
}
