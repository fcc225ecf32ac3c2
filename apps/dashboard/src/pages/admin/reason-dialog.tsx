import { zodResolver } from '@hookform/resolvers/zod';
import type { ReactNode } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { Button } from '../../ui/button.js';
import { Dialog, DialogActions } from '../../ui/dialog.js';
import { TextArea } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/states.js';

const schema = z.object({
  reason: z.string().trim().min(3, 'Say why in a few words').max(500, 'Use at most 500 characters'),
});
type Values = z.infer<typeof schema>;

interface ReasonFormProps {
  /** What will happen, with the exact amounts. */
  readonly children: ReactNode;
  /** The act itself, as a verb: “Lift freeze”. */
  readonly confirm: string;
  readonly onConfirm: (reason: string) => void;
  readonly busy: boolean;
  readonly error: unknown;
}

interface ReasonDialogProps extends ReasonFormProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
}

/** Asks once more, and why: the reason is kept for those who look at it later. */
export function ReasonDialog({ open, onOpenChange, title, ...form }: ReasonDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title}>
      <ReasonForm {...form} onCancel={() => onOpenChange(false)} />
    </Dialog>
  );
}

function ReasonForm({
  children,
  confirm,
  onConfirm,
  onCancel,
  busy,
  error,
}: ReasonFormProps & { readonly onCancel: () => void }) {
  const { register, handleSubmit, formState } = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: { reason: '' },
  });
  const submit = handleSubmit(({ reason }) => onConfirm(reason));
  return (
    <form
      noValidate
      aria-label={confirm}
      className="flex flex-col gap-5"
      onSubmit={(event) => void submit(event)}
    >
      <div className="text-sm">{children}</div>
      <TextArea
        label="Reason"
        rows={3}
        hint="Kept in the history and in the audit log."
        error={formState.errors.reason?.message}
        {...register('reason')}
      />
      {error !== null && <ProblemNotice error={error} />}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" look="danger" busy={busy}>
          {confirm}
        </Button>
      </DialogActions>
    </form>
  );
}
