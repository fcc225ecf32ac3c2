import { zodResolver } from '@hookform/resolvers/zod';
import { type UseFormReturn, useForm } from 'react-hook-form';
import { type NewApiKey, useCreateApiKey } from '../../hooks/keys.js';
import { useModuleChoices } from '../../hooks/marketplace.js';
import { Button } from '../../ui/button.js';
import { Dialog, DialogActions } from '../../ui/dialog.js';
import { CheckField, SelectField, TextField } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/states.js';
import { CapFields } from './cap-fields.js';
import {
  type KeyFormInput,
  type KeyFormOutput,
  keyBody,
  keyFormSchema,
  scopeWords,
} from './key-schema.js';

interface CreateKeyDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onCreated: (key: NewApiKey) => void;
}

/** The form for a new key. */
export function CreateKeyDialog({ open, onOpenChange, onCreated }: CreateKeyDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Create an API key"
      description="Give it no more than it needs: a cap, an end, and only the modules it calls."
    >
      <CreateKeyForm
        onCancel={() => onOpenChange(false)}
        onCreated={(key) => {
          onOpenChange(false);
          onCreated(key);
        }}
      />
    </Dialog>
  );
}

type Form = UseFormReturn<KeyFormInput, unknown, KeyFormOutput>;

interface CreateKeyFormProps {
  readonly onCancel: () => void;
  readonly onCreated: (key: NewApiKey) => void;
}

function CreateKeyForm({ onCancel, onCreated }: CreateKeyFormProps) {
  const create = useCreateApiKey();
  const form: Form = useForm<KeyFormInput, unknown, KeyFormOutput>({
    resolver: zodResolver(keyFormSchema),
    defaultValues: {
      name: '',
      mode: 'live',
      scopes: ['gateway'],
      moduleIds: [],
      cap: '',
      period: 'month',
      lastDay: '',
    },
  });
  const { register, formState } = form;
  const { errors } = formState;
  const submit = form.handleSubmit((values) =>
    create.mutate(keyBody(values), { onSuccess: onCreated }),
  );
  return (
    <form
      noValidate
      aria-label="Create an API key"
      className="flex flex-col gap-5"
      onSubmit={(event) => void submit(event)}
    >
      <div className="grid gap-4 sm:grid-cols-[1fr_8rem]">
        <TextField label="Name" error={errors.name?.message} {...register('name')} />
        <SelectField label="Kind" {...register('mode')}>
          <option value="live">Live</option>
          <option value="test">Test</option>
        </SelectField>
      </div>
      <CapFields
        cap={register('cap')}
        period={register('period')}
        lastDay={register('lastDay')}
        capError={errors.cap?.message}
        lastDayError={errors.lastDay?.message}
      />
      <Scopes form={form} />
      <Modules form={form} />
      {create.error !== null && <ProblemNotice error={create.error} title="No key was made" />}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" look="primary" busy={create.isPending}>
          Create key
        </Button>
      </DialogActions>
    </form>
  );
}

function Scopes({ form }: { form: Form }) {
  const error = form.formState.errors.scopes?.message;
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">What it may do</legend>
      {scopeWords.map(([scope, words]) => (
        <CheckField key={scope} label={words} value={scope} {...form.register('scopes')} />
      ))}
      {error !== undefined && (
        <p role="alert" className="text-xs font-medium text-negative">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function Modules({ form }: { form: Form }) {
  const { data = [] } = useModuleChoices();
  return data.length === 0 ? null : (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">
        Which modules it may call <span className="text-muted">(none ticked: all)</span>
      </legend>
      {data.map(({ id, name }) => (
        <CheckField key={id} label={name} value={id} {...form.register('moduleIds')} />
      ))}
    </fieldset>
  );
}
