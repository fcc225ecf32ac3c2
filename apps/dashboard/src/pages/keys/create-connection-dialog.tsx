import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { type NewConnection, useCreateConnection } from '../../hooks/keys.js';
import { useModuleChoices } from '../../hooks/marketplace.js';
import { Button } from '../../ui/button.js';
import { Dialog, DialogActions } from '../../ui/dialog.js';
import { SelectField, TextField } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/states.js';
import { CapFields } from './cap-fields.js';
import {
  type ConnectionFormInput,
  type ConnectionFormOutput,
  connectionBody,
  connectionFormSchema,
} from './key-schema.js';

interface CreateConnectionDialogProps {
  readonly open: boolean;
  /** The module that is chosen at first. */
  readonly moduleId: string | undefined;
  readonly onOpenChange: (open: boolean) => void;
  readonly onCreated: (connection: NewConnection) => void;
}

/** The form for a new connection URL. */
export function CreateConnectionDialog(props: CreateConnectionDialogProps) {
  const { open, moduleId, onOpenChange, onCreated } = props;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Create a connection"
      description="A URL for one agent that carries its own secret. Whoever has it spends from this wallet, up to the cap."
    >
      <CreateConnectionForm
        moduleId={moduleId}
        onCancel={() => onOpenChange(false)}
        onCreated={(connection) => {
          onOpenChange(false);
          onCreated(connection);
        }}
      />
    </Dialog>
  );
}

interface CreateConnectionFormProps {
  readonly moduleId: string | undefined;
  readonly onCancel: () => void;
  readonly onCreated: (connection: NewConnection) => void;
}

function CreateConnectionForm({ moduleId, onCancel, onCreated }: CreateConnectionFormProps) {
  const create = useCreateConnection();
  const agents = (useModuleChoices().data ?? []).filter(({ kind }) => kind === 'a2a');
  const { register, handleSubmit, formState } = useForm<
    ConnectionFormInput,
    unknown,
    ConnectionFormOutput
  >({
    resolver: zodResolver(connectionFormSchema),
    // Again when the choices arrive: a select without its option forgets its value.
    values: { moduleId: moduleId ?? '', name: '', cap: '', period: 'month', lastDay: '' },
    resetOptions: { keepDirtyValues: true },
  });
  const { errors } = formState;
  const submit = handleSubmit((values) =>
    create.mutate(connectionBody(values), { onSuccess: onCreated }),
  );
  return (
    <form
      noValidate
      aria-label="Create a connection"
      className="flex flex-col gap-5"
      onSubmit={(event) => void submit(event)}
    >
      <SelectField
        key={agents.length}
        label="Module"
        error={errors.moduleId?.message}
        {...register('moduleId')}
      >
        <option value="">Choose an agent</option>
        {agents.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <TextField
        label="Name"
        hint="For your own list; it may stay empty."
        error={errors.name?.message}
        {...register('name')}
      />
      <CapFields
        cap={register('cap')}
        period={register('period')}
        lastDay={register('lastDay')}
        capError={errors.cap?.message}
        lastDayError={errors.lastDay?.message}
      />
      {create.error !== null && (
        <ProblemNotice error={create.error} title="No connection was made" />
      )}
      <DialogActions>
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" look="primary" busy={create.isPending}>
          Create connection
        </Button>
      </DialogActions>
    </form>
  );
}
