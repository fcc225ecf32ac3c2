import { zodResolver } from '@hookform/resolvers/zod';
import type { AutoTopUp, PaymentMethod } from '@telex-credits/contracts';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { toast } from 'sonner';
import { useSetAutoTopUp } from '../../hooks/auto-top-up.js';
import type { PackageList } from '../../hooks/purchases.js';
import { Button } from '../../ui/button.js';
import { CheckField, SelectField, TextField } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/states.js';
import { payableCurrencies } from '../purchases/offers.js';
import {
  type AutoTopUpInput,
  type AutoTopUpOutput,
  autoTopUpFormSchema,
  fromForm,
  type TopUpForm,
  toForm,
} from './auto-top-up-schema.js';
import { cardName } from './card-name.js';
import { RefillFields } from './refill-fields.js';

interface AutoTopUpFormProps {
  readonly rule: AutoTopUp;
  readonly list: PackageList;
  readonly methods: readonly PaymentMethod[];
}

/** When to buy, what, with which card and up to how much; only with the consent of who saves it. */
export function AutoTopUpForm({ rule, list, methods }: AutoTopUpFormProps) {
  const save = useSetAutoTopUp();
  const form: TopUpForm = useForm<AutoTopUpInput, unknown, AutoTopUpOutput>({
    resolver: zodResolver(autoTopUpFormSchema),
    values: toForm(rule, list, methods),
    resetOptions: { keepDirtyValues: true },
  });
  const { errors, submitCount } = form.formState;
  const { version, text } = rule.consentText;
  // The version that was agreed to: another text, or another change, needs another consent.
  const [agreedTo, setAgreedTo] = useState<string>();
  const agrees = agreedTo === version;
  const submit = form.handleSubmit((values) => {
    if (agrees) {
      save.mutate(fromForm(values, version), {
        onSuccess: (saved) => {
          setAgreedTo(undefined);
          form.reset(toForm(saved, list, methods));
          toast.success('Automatic top-ups are on.');
        },
      });
    }
  });
  return (
    <form
      noValidate
      aria-label="Automatic top-up"
      className="flex flex-col gap-6"
      onSubmit={(event) => void submit(event)}
    >
      <TextField
        label="When fewer credits are left than"
        className="max-w-xs"
        inputMode="decimal"
        autoComplete="off"
        error={errors.threshold?.message}
        {...form.register('threshold')}
      />
      <RefillFields form={form} list={list} />
      <div className="grid items-start gap-4 sm:grid-cols-[2fr_1fr_1fr]">
        <SelectField
          label="Card"
          error={errors.paymentMethodId?.message}
          {...form.register('paymentMethodId')}
        >
          <option value="">Choose a card</option>
          {methods.map((method) => (
            <option key={method.id} value={method.id}>
              {cardName(method)}
            </option>
          ))}
        </SelectField>
        <TextField
          label="At most a month"
          inputMode="decimal"
          autoComplete="off"
          error={errors.cap?.message}
          {...form.register('cap')}
        />
        <Currencies form={form} list={list} methods={methods} />
      </div>
      <CheckField
        label="I agree"
        hint={text}
        aria-invalid={(submitCount > 0 && !agrees) || undefined}
        checked={agrees}
        onChange={({ target }) => setAgreedTo(target.checked ? version : undefined)}
      />
      {submitCount > 0 && !agrees && (
        <p role="alert" className="text-xs font-medium text-negative">
          Tick the box if you agree
        </p>
      )}
      {save.error !== null && (
        <ProblemNotice error={save.error} title="Automatic top-ups were not saved" />
      )}
      <Button type="submit" look="primary" busy={save.isPending} className="self-start">
        {rule.enabled ? 'Save and agree' : 'Turn on'}
      </Button>
    </form>
  );
}

interface CurrenciesProps extends Omit<AutoTopUpFormProps, 'rule'> {
  readonly form: TopUpForm;
}

/** The currencies that the chosen card can be charged in. */
function Currencies({ form, list, methods }: CurrenciesProps) {
  const chosen = useWatch({ control: form.control, name: 'paymentMethodId' });
  const provider = methods.find(({ id }) => id === chosen)?.provider;
  const takes = list.providers.find(({ id }) => id === provider)?.currencies;
  const currencies = payableCurrencies(list).filter((code) => takes?.includes(code) ?? true);
  return (
    <SelectField
      label="Currency"
      error={form.formState.errors.currency?.message}
      {...form.register('currency')}
    >
      {currencies.map((code) => (
        <option key={code} value={code}>
          {code}
        </option>
      ))}
    </SelectField>
  );
}
