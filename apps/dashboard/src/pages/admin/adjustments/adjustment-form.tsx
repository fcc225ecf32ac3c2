import { zodResolver } from '@hookform/resolvers/zod';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { Credits } from '../../../amounts/amount.js';
import { positiveCreditsField } from '../../../amounts/amount-field.js';
import { creditsText } from '../../../amounts/grouping.js';
import type { FoundOrganisation } from '../../../hooks/admin-people.js';
import { type Adjustment, useAdjustWallet } from '../../../hooks/admin-promotions.js';
import { Button } from '../../../ui/button.js';
import { Choice } from '../../../ui/choice.js';
import { ConfirmDialog } from '../../../ui/confirm-dialog.js';
import { TextField } from '../../../ui/field.js';
import { Section } from '../../../ui/layout.js';
import { Notice } from '../../../ui/notice.js';

const schema = z.object({
  credits: positiveCreditsField,
  reason: z.string().trim().min(3, 'Say why in a few words').max(200, 'Use at most 200 characters'),
});
type Values = z.output<typeof schema>;
type Direction = 'give' | 'remove';

/** How many credits, which way, and why; asks once more with all of it before anything moves. */
export function AdjustmentForm({ organisation }: { organisation: FoundOrganisation }) {
  const [direction, setDirection] = useState<Direction>('give');
  const [asked, setAsked] = useState<Values>();
  const [done, setDone] = useState<string>();
  const { register, handleSubmit, formState, reset } = useForm<
    z.input<typeof schema>,
    unknown,
    Values
  >({ resolver: zodResolver(schema), defaultValues: { credits: '', reason: '' } });
  const { errors } = formState;
  const submit = handleSubmit((values) => {
    setDone(undefined);
    setAsked(values);
  });
  return (
    <Section title="Correction">
      <div role="status" aria-label="Result" className="empty:hidden">
        {done !== undefined && <Notice kind="positive" title={done} />}
      </div>
      <form
        noValidate
        aria-label="Correction"
        className="flex max-w-xl flex-col gap-5"
        onSubmit={(event) => void submit(event)}
      >
        <Choice<Direction>
          label="What to do"
          value={direction}
          onChange={setDirection}
          options={[
            { value: 'give', name: 'Give credits' },
            { value: 'remove', name: 'Remove credits' },
          ]}
        />
        <TextField
          label="Credits"
          inputMode="decimal"
          className="max-w-60"
          error={errors.credits?.message}
          {...register('credits')}
        />
        <TextField
          label="Reason"
          hint="The organisation reads it in its statement."
          error={errors.reason?.message}
          {...register('reason')}
        />
        <Button type="submit" look="primary" className="self-start">
          {direction === 'give' ? 'Give credits…' : 'Remove credits…'}
        </Button>
      </form>
      {asked !== undefined && (
        <AdjustmentDialog
          {...{ organisation, direction }}
          values={asked}
          onClose={() => setAsked(undefined)}
          onDone={(text) => {
            setAsked(undefined);
            setDone(text);
            reset();
          }}
        />
      )}
    </Section>
  );
}

interface AdjustmentDialogProps {
  readonly organisation: FoundOrganisation;
  readonly direction: Direction;
  readonly values: Values;
  readonly onClose: () => void;
  /** Hears in words what was done. */
  readonly onDone: (text: string) => void;
}

function AdjustmentDialog(props: AdjustmentDialogProps) {
  const { organisation, direction, values, onClose, onDone } = props;
  const adjust = useAdjustWallet();
  const isGift = direction === 'give';
  const { name, administrators, id: organisationId } = organisation;
  const { credits, reason } = values;
  const body: Adjustment = { organisationId, credits: isGift ? credits : `-${credits}`, reason };
  const confirm = () =>
    adjust.mutate(body, {
      onSuccess: ({ posted }) =>
        onDone(
          `${creditsText(credits)} ${isGift ? 'given to' : 'removed from'} ${name}. Its wallet holds ${creditsText(posted)} now.`,
        ),
    });
  const act = `${isGift ? 'Give' : 'Remove'} ${creditsText(credits)}`;
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`${act}?`}
      confirm={act}
      onConfirm={confirm}
      busy={adjust.isPending}
      error={adjust.error}
    >
      <p>
        <Credits amount={credits} unit className="font-semibold" />{' '}
        {isGift ? 'go into the wallet of' : 'leave the wallet of'}{' '}
        <strong className="font-semibold">{name}</strong> ({administrators[0] ?? organisationId}).
      </p>
      <p className="mt-2 break-words text-muted">Reason: {reason}</p>
    </ConfirmDialog>
  );
}
