import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { toast } from 'sonner';
import { type Module, useChangeModule } from '../../hooks/modules.js';
import { Button } from '../../ui/button.js';
import { ProblemNotice } from '../../ui/states.js';
import { DetailsFields } from './details-fields.js';
import {
  type DetailsFormInput,
  type DetailsFormOutput,
  detailsFormSchema,
} from './module-schema.js';
import { AskedProof } from './ownership.js';

/** Changes a module's texts, address and time limit. */
export function DetailsForm({ module }: { module: Module }) {
  const change = useChangeModule(module.id);
  const { name, description, upstreamUrl, timeLimitSeconds } = module;
  const { register, handleSubmit, formState } = useForm<
    DetailsFormInput,
    unknown,
    DetailsFormOutput
  >({
    resolver: zodResolver(detailsFormSchema),
    values: { name, description, upstreamUrl, timeLimitSeconds: String(timeLimitSeconds) },
    resetOptions: { keepDirtyValues: true },
  });
  const submit = handleSubmit((values) =>
    change.mutate(values, { onSuccess: () => toast.success('The changes are saved.') }),
  );
  return (
    <form
      noValidate
      aria-label="Module details"
      className="flex flex-col gap-4"
      onSubmit={(event) => void submit(event)}
    >
      <DetailsFields register={register} errors={formState.errors} />
      {change.error !== null && (
        <ProblemNotice
          error={change.error}
          title="The changes were not saved"
          action={<AskedProof error={change.error} />}
        />
      )}
      <Button type="submit" className="self-start" busy={change.isPending}>
        Save changes
      </Button>
    </form>
  );
}
