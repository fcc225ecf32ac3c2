import { zodResolver } from '@hookform/resolvers/zod';
import { type Resolver, useForm, useWatch } from 'react-hook-form';
import { toast } from 'sonner';
import { z } from 'zod';
import { type Price, priceInWords } from '../../amounts/price-in-words.js';
import { useAddPrice } from '../../hooks/modules.js';
import { dayOf, isDay, startOfDay } from '../../time/days.js';
import { dateTimeText } from '../../time/format.js';
import { Button } from '../../ui/button.js';
import { Dialog, DialogActions } from '../../ui/dialog.js';
import { TextField } from '../../ui/field.js';
import { Notice } from '../../ui/notice.js';
import { ProblemNotice } from '../../ui/states.js';
import { priceFormSchema, priceFromForm, priceToForm } from './module-schema.js';
import { PriceFields, type PriceForm } from './price-fields.js';

const schema = z.object({
  price: priceFormSchema,
  firstDay: z.string().refine((day) => day === '' || isDay(day), 'Choose a day'),
});
type FormInput = PriceForm & { firstDay: string };

interface NewPriceDialogProps {
  readonly moduleId: string;
  /** The price in force, from which the form starts. */
  readonly from: Price | undefined;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Announces a new price, with the rule for rises spelt out. */
export function NewPriceDialog({ moduleId, from, open, onOpenChange }: NewPriceDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Add price">
      <Notice title="Rises come with notice">
        A price that falls may start at once. One that rises starts 14 days from now at the
        earliest, and rises come at most once a month. Calls that have started keep their price.
      </Notice>
      <NewPriceForm moduleId={moduleId} from={from} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

interface NewPriceFormProps {
  readonly moduleId: string;
  readonly from: Price | undefined;
  readonly onDone: () => void;
}

function NewPriceForm({ moduleId, from, onDone }: NewPriceFormProps) {
  const add = useAddPrice(moduleId);
  const { register, handleSubmit, formState, control } = useForm<
    FormInput,
    unknown,
    z.output<typeof schema>
  >({
    resolver: zodResolver(schema) as unknown as Resolver<
      FormInput,
      unknown,
      z.output<typeof schema>
    >,
    defaultValues: { price: priceToForm(from), firstDay: '' },
  });
  const model = useWatch({ control, name: 'price.model' });
  const submit = handleSubmit(({ price, firstDay }) =>
    add.mutate(
      {
        price: priceFromForm(price),
        ...(firstDay === '' ? {} : { effectiveAt: startOfDay(firstDay) }),
      },
      {
        onSuccess: (version) => {
          onDone();
          toast.success(
            `${priceInWords(version.price)}, from ${dateTimeText(version.effectiveAt)}.`,
          );
        },
      },
    ),
  );
  return (
    <form
      noValidate
      aria-label="Add price"
      className="flex flex-col gap-5"
      onSubmit={(event) => void submit(event)}
    >
      <PriceFields
        model={model}
        register={register as unknown as Parameters<typeof PriceFields>[0]['register']}
        control={control as unknown as Parameters<typeof PriceFields>[0]['control']}
        errors={formState.errors.price}
      />
      <TextField
        label="First day"
        type="date"
        className="max-w-sm"
        min={dayOf(new Date())}
        hint="Empty: as soon as the rule allows."
        error={formState.errors.firstDay?.message}
        {...register('firstDay')}
      />
      {add.error !== null && <ProblemNotice error={add.error} title="The price was not added" />}
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="primary" busy={add.isPending}>
          Announce price
        </Button>
      </DialogActions>
    </form>
  );
}
