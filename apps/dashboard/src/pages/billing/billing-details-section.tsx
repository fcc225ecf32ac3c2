import { zodResolver } from '@hookform/resolvers/zod';
import type { BillingDetails } from '@telex-credits/contracts';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { z } from 'zod';
import { useBillingDetails, useSetBillingDetails } from '../../hooks/receipts.js';
import { Button } from '../../ui/button.js';
import { TextArea, TextField } from '../../ui/field.js';
import { Section } from '../../ui/layout.js';
import { QueryView } from '../../ui/query-view.js';
import { ProblemNotice } from '../../ui/states.js';

const LINE_MAX = 120;
const LINES_MAX = 6;

const schema = z.object({
  legalName: z.string().trim().max(LINE_MAX, `Use at most ${LINE_MAX} characters`),
  address: z
    .string()
    .transform((text) => text.split('\n').flatMap((line) => line.trim() || []))
    .refine((lines) => lines.length <= LINES_MAX, `Use at most ${LINES_MAX} lines`)
    .refine(
      (lines) => lines.every((line) => line.length <= LINE_MAX),
      `Use at most ${LINE_MAX} characters in a line`,
    ),
  taxId: z.string().trim().max(40, 'Use at most 40 characters'),
  email: z
    .union([z.literal(''), z.email('Enter an e-mail address, or leave it empty').max(254)])
    .transform((email) => (email === '' ? null : email)),
});
type Input = z.input<typeof schema>;

function toForm({ legalName, address, taxId, email }: BillingDetails): Input {
  return { legalName, address: address.join('\n'), taxId, email: email ?? '' };
}

/** Who buys, as receipts name them. */
export function BillingDetailsSection() {
  const details = useBillingDetails();
  return (
    <Section
      title="Billing details"
      lead="Printed on receipts from now on; receipts that were issued stay as they are."
    >
      <QueryView query={details} what="The billing details">
        {(data) => <BillingDetailsForm details={data} />}
      </QueryView>
    </Section>
  );
}

function BillingDetailsForm({ details }: { details: BillingDetails }) {
  const save = useSetBillingDetails();
  const form = useForm<Input, unknown, BillingDetails>({
    resolver: zodResolver(schema),
    values: toForm(details),
    resetOptions: { keepDirtyValues: true },
  });
  const { errors } = form.formState;
  const submit = form.handleSubmit((values) =>
    save.mutate(values, {
      onSuccess: (saved) => {
        form.reset(toForm(saved));
        toast.success('The billing details are saved.');
      },
    }),
  );
  return (
    <form
      noValidate
      aria-label="Billing details"
      className="grid max-w-3xl items-start gap-4 sm:grid-cols-2"
      onSubmit={(event) => void submit(event)}
    >
      <TextField
        label="Legal name"
        autoComplete="organization"
        error={errors.legalName?.message}
        {...form.register('legalName')}
      />
      <TextField
        label="Tax id"
        autoComplete="off"
        error={errors.taxId?.message}
        {...form.register('taxId')}
      />
      <TextArea
        label="Address"
        hint="As on an envelope, at most six lines."
        autoComplete="street-address"
        error={errors.address?.message}
        {...form.register('address')}
      />
      <TextField
        label="Receipts go to"
        type="email"
        autoComplete="email"
        hint="Empty: to whoever makes the purchase."
        error={errors.email?.message}
        {...form.register('email')}
      />
      <div className="flex flex-col items-start gap-4 sm:col-span-2">
        {save.error !== null && (
          <ProblemNotice error={save.error} title="The billing details were not saved" />
        )}
        <Button type="submit" look="primary" busy={save.isPending}>
          Save billing details
        </Button>
      </div>
    </form>
  );
}
