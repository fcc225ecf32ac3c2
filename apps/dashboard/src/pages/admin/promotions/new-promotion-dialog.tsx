import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { creditsText } from '../../../amounts/grouping.js';
import { asProblem } from '../../../api/problem.js';
import { useCreatePromotion } from '../../../hooks/admin-promotions.js';
import { Button } from '../../../ui/button.js';
import { Dialog, DialogActions } from '../../../ui/dialog.js';
import { CheckField, TextField } from '../../../ui/field.js';
import { ProblemNotice } from '../../../ui/states.js';
import { BoundFields } from './bound-fields.js';
import {
  type PromotionFormInput,
  type PromotionFormOutput,
  promotionFormSchema,
} from './promotion-schema.js';

interface NewPromotionDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** The form of a new promotional code. */
export function NewPromotionDialog({ open, onOpenChange }: NewPromotionDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="New code"
      description="Whoever enters it gets promotional credits, once per person."
    >
      <NewPromotionForm onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

const empty: PromotionFormInput = {
  ...{ code: '', name: '', credits: '', validDays: '90', funded: false },
  ...{ maxRedemptions: '', endsAt: '' },
};

function NewPromotionForm({ onDone }: { onDone: () => void }) {
  const create = useCreatePromotion();
  const { register, handleSubmit, formState, setError } = useForm<
    PromotionFormInput,
    unknown,
    PromotionFormOutput
  >({ resolver: zodResolver(promotionFormSchema), defaultValues: empty });
  const { errors } = formState;
  const isTaken = asProblem(create.error).code === 'promotion_exists';
  const submit = handleSubmit((body) =>
    create.mutate(body, {
      onSuccess: ({ code, credits }) => {
        onDone();
        toast.success(`${code} gives ${creditsText(credits)} from now on.`);
      },
      onError: (error) => {
        const { code, detail } = asProblem(error);
        if (code === 'promotion_exists') {
          setError('code', { message: detail });
        }
      },
    }),
  );
  return (
    <form
      noValidate
      aria-label="New code"
      className="flex flex-col gap-5"
      onSubmit={(event) => void submit(event)}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Code"
          autoCapitalize="characters"
          hint="Case does not matter."
          error={errors.code?.message}
          {...register('code')}
        />
        <TextField
          label="Name"
          hint="Buyers see it in their statement."
          error={errors.name?.message}
          {...register('name')}
        />
        <TextField
          label="Credits"
          inputMode="decimal"
          error={errors.credits?.message}
          {...register('credits')}
        />
        <TextField
          label="Days to spend them"
          inputMode="numeric"
          placeholder="For ever"
          error={errors.validDays?.message}
          {...register('validDays')}
        />
      </div>
      <BoundFields
        maxRedemptions={register('maxRedemptions')}
        lastDay={register('endsAt')}
        maxError={errors.maxRedemptions?.message}
        lastDayError={errors.endsAt?.message}
      />
      <CheckField
        label="The platform pays for them"
        hint="Publishers then earn when they are spent; otherwise such calls earn nothing."
        {...register('funded')}
      />
      {create.error !== null && !isTaken && (
        <ProblemNotice error={create.error} title="The code was not made" />
      )}
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="primary" busy={create.isPending}>
          Make code
        </Button>
      </DialogActions>
    </form>
  );
}
