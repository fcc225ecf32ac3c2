import { zodResolver } from '@hookform/resolvers/zod';
import { useState } from 'react';
import { type Resolver, useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { asProblem } from '../../../api/problem.js';
import { type Offer, useCustomOffer, useSetCustomOffer } from '../../../hooks/admin-packages.js';
import { Button } from '../../../ui/button.js';
import { ConfirmDialog } from '../../../ui/confirm-dialog.js';
import { TextField } from '../../../ui/field.js';
import { Card, Section } from '../../../ui/layout.js';
import { QueryView } from '../../../ui/query-view.js';
import { ProblemNotice } from '../../../ui/states.js';
import {
  customOfferSchema,
  type OfferFormInput,
  type OfferFormOutput,
  offerFromForm,
  offerToForm,
} from './custom-offer-schema.js';
import { PriceFields } from './price-fields.js';
import { refusedCurrency } from './price-form.js';
import { TierFields } from './tier-fields.js';

/** Any number of credits between two limits: what it costs, and whether it is sold. */
export function CustomOfferSection() {
  const offer = useCustomOffer();
  return (
    <Section
      title="Custom amounts"
      lead="Any whole number of credits between two limits, at one price a credit."
    >
      <Card>
        <QueryView query={offer} what="The custom amounts">
          {(custom) => <OfferForm offer={custom} />}
        </QueryView>
      </Card>
    </Section>
  );
}

function OfferForm({ offer }: { offer: Offer | null }) {
  const resolver = zodResolver(customOfferSchema) as unknown;
  const form = useForm<OfferFormInput, unknown, OfferFormOutput>({
    resolver: resolver as Resolver<OfferFormInput, unknown, OfferFormOutput>,
    values: offerToForm(offer),
    resetOptions: { keepDirtyValues: true },
  });
  const save = useSetCustomOffer();
  const { errors } = form.formState;
  const submit = form.handleSubmit((values) =>
    save.mutate(offerFromForm(values), {
      onSuccess: (saved) => {
        form.reset(offerToForm(saved));
        toast.success('Custom amounts are sold at these prices from now on.');
      },
      onError: (error) => {
        const currency = refusedCurrency(error);
        if (currency !== undefined) {
          form.setError(`unitPrices.${currency}`, { message: asProblem(error).detail });
        }
      },
    }),
  );
  return (
    <form
      noValidate
      aria-label="Custom amounts"
      className="flex flex-col gap-6"
      onSubmit={(event) => void submit(event)}
    >
      {offer === null && <p className="text-sm text-muted">Custom amounts are not on sale.</p>}
      <div className="grid max-w-xl gap-4 sm:grid-cols-2">
        <TextField
          label="Least credits"
          inputMode="numeric"
          error={errors.minimum?.message}
          {...form.register('minimum')}
        />
        <TextField
          label="Most credits"
          inputMode="numeric"
          error={errors.maximum?.message}
          {...form.register('maximum')}
        />
      </div>
      <PriceFields
        legend="Price of one credit"
        hint="Up to nine places; what a purchase costs is rounded up, once."
        register={(currency) => form.register(`unitPrices.${currency}`)}
        errorOf={(currency) => errors.unitPrices?.[currency]?.message}
      />
      <TierFields form={form} />
      {save.error !== null && refusedCurrency(save.error) === undefined && (
        <ProblemNotice error={save.error} title="The offer was not saved" />
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={save.isPending}>
          {offer === null ? 'Sell custom amounts' : 'Save custom amounts'}
        </Button>
        {offer !== null && <StopSelling />}
      </div>
    </form>
  );
}

function StopSelling() {
  const [open, setOpen] = useState(false);
  const stop = useSetCustomOffer();
  const confirm = () =>
    stop.mutate(null, {
      onSuccess: () => {
        setOpen(false);
        toast.success('Custom amounts are off sale.');
      },
    });
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        Stop selling them
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title="Stop selling custom amounts?"
        confirm="Stop selling"
        onConfirm={confirm}
        busy={stop.isPending}
        error={stop.error}
      >
        <p>
          Buyers then choose between packages only. The prices and bonuses of this form are
          forgotten; purchases that were made stay as they are.
        </p>
      </ConfirmDialog>
    </>
  );
}
