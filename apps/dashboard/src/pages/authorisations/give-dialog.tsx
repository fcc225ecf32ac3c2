import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { isChargeable, useGiveAuthorisation } from '../../hooks/authorisations.js';
import { useModuleChoices } from '../../hooks/marketplace.js';
import { useOrganisation } from '../../hooks/me.js';
import { dayOf } from '../../time/days.js';
import { Button } from '../../ui/button.js';
import { Dialog, DialogActions } from '../../ui/dialog.js';
import { SelectField, TextField } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/states.js';
import {
  type AuthorisationFormInput,
  type AuthorisationFormOutput,
  authorisationBody,
  authorisationFormSchema,
} from './authorisation-schema.js';

interface GiveDialogProps {
  readonly open: boolean;
  /** The module that is chosen at first. */
  readonly moduleId: string | undefined;
  readonly onOpenChange: (open: boolean) => void;
}

/** The form by which a publisher is let into the wallet. */
export function GiveDialog({ open, moduleId, onOpenChange }: GiveDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Give an authorisation"
      description="The module's publisher may then charge this wallet without asking again: each time at most the published price, altogether up to the cap, until the last day or until you end it. It never sees the balance."
    >
      <GiveForm moduleId={moduleId} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function GiveForm({ moduleId, onDone }: { moduleId: string | undefined; onDone: () => void }) {
  const give = useGiveAuthorisation();
  const { name: customerName } = useOrganisation();
  const modules = (useModuleChoices().data ?? []).filter(isChargeable);
  const { register, handleSubmit, formState } = useForm<
    AuthorisationFormInput,
    unknown,
    AuthorisationFormOutput
  >({
    resolver: zodResolver(authorisationFormSchema),
    // Again when the choices arrive: a select without its option forgets its value.
    values: {
      ...{ moduleId: moduleId ?? '', cap: '', period: 'month', perCharge: '', lastDay: '' },
      ...{ customerName, note: '' },
    },
    resetOptions: { keepDirtyValues: true },
  });
  const { errors } = formState;
  const submit = handleSubmit((values) =>
    give.mutate(authorisationBody(values), {
      onSuccess: () => {
        toast.success('The authorisation is given. Tell its id to the publisher.');
        onDone();
      },
    }),
  );
  return (
    <form
      noValidate
      aria-label="Give an authorisation"
      className="flex flex-col gap-5"
      onSubmit={(event) => void submit(event)}
    >
      <SelectField
        key={modules.length}
        label="Module"
        error={errors.moduleId?.message}
        {...register('moduleId')}
      >
        <option value="">Choose a module</option>
        {modules.map(({ id, name, publisher }) => (
          <option key={id} value={id}>
            {name} by {publisher.name}
          </option>
        ))}
      </SelectField>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Cap in credits"
          inputMode="decimal"
          error={errors.cap?.message}
          {...register('cap')}
        />
        <SelectField label="Cap holds" {...register('period')}>
          <option value="day">Each day</option>
          <option value="month">Each month</option>
          <option value="total">In all</option>
        </SelectField>
        <TextField
          label="Most for one charge"
          inputMode="decimal"
          placeholder="The published price"
          error={errors.perCharge?.message}
          {...register('perCharge')}
        />
        <TextField
          label="Last day"
          type="date"
          min={dayOf(new Date())}
          hint="At most a year ahead."
          error={errors.lastDay?.message}
          {...register('lastDay')}
        />
      </div>
      <TextField
        label="Your name, as the publisher sees it"
        error={errors.customerName?.message}
        {...register('customerName')}
      />
      <TextField
        label="Note to the publisher"
        hint="Such as your account there; it may stay empty."
        error={errors.note?.message}
        {...register('note')}
      />
      {give.error !== null && <ProblemNotice error={give.error} title="Nothing was given" />}
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="primary" busy={give.isPending}>
          Give authorisation
        </Button>
      </DialogActions>
    </form>
  );
}
