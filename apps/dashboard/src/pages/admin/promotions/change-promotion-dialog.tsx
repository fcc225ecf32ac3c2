import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import type { z } from 'zod';
import { type Promotion, useChangePromotion } from '../../../hooks/admin-promotions.js';
import { lastDayBefore } from '../../../time/days.js';
import { Button } from '../../../ui/button.js';
import { Dialog, DialogActions } from '../../../ui/dialog.js';
import { ProblemNotice } from '../../../ui/states.js';
import { BoundFields } from './bound-fields.js';
import { boundsSchema } from './promotion-schema.js';

interface ChangePromotionDialogProps {
  readonly promotion: Promotion;
  readonly onClose: () => void;
}

/** Changes how long and how often a code can be redeemed; what it gave stays given. */
export function ChangePromotionDialog({ promotion, onClose }: ChangePromotionDialogProps) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Change ${promotion.code}`}
      description="Credits that were given stay as they are."
    >
      <ChangeForm promotion={promotion} onClose={onClose} />
    </Dialog>
  );
}

function ChangeForm({ promotion, onClose }: ChangePromotionDialogProps) {
  const change = useChangePromotion();
  const { maxRedemptions, endsAt } = promotion;
  const { register, handleSubmit, formState } = useForm<
    z.input<typeof boundsSchema>,
    unknown,
    z.output<typeof boundsSchema>
  >({
    resolver: zodResolver(boundsSchema),
    defaultValues: {
      maxRedemptions: maxRedemptions === null ? '' : String(maxRedemptions),
      endsAt: endsAt === null ? '' : lastDayBefore(endsAt),
    },
  });
  const { errors, dirtyFields } = formState;
  // What was not touched is not sent: an end in the middle of a day stays where it is.
  const submit = handleSubmit((values) =>
    change.mutate(
      {
        id: promotion.id,
        body: {
          ...(dirtyFields.maxRedemptions ? { maxRedemptions: values.maxRedemptions } : {}),
          ...(dirtyFields.endsAt ? { endsAt: values.endsAt } : {}),
        },
      },
      {
        onSuccess: ({ code }) => {
          onClose();
          toast.success(`${code} is changed.`);
        },
      },
    ),
  );
  return (
    <form
      noValidate
      aria-label="Change code"
      className="flex flex-col gap-5"
      onSubmit={(event) => void submit(event)}
    >
      <BoundFields
        maxRedemptions={register('maxRedemptions')}
        lastDay={register('endsAt')}
        maxError={errors.maxRedemptions?.message}
        lastDayError={errors.endsAt?.message}
      />
      {change.error !== null && (
        <ProblemNotice error={change.error} title="The code was not changed" />
      )}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={change.isPending}>
          Save code
        </Button>
      </DialogActions>
    </form>
  );
}
