import type { FieldErrors, UseFormRegister } from 'react-hook-form';
import { TextArea, TextField } from '../../ui/field.js';
import type { DetailsFormInput } from './module-schema.js';

interface DetailsFieldsProps {
  readonly register: UseFormRegister<DetailsFormInput>;
  readonly errors: FieldErrors<DetailsFormInput>;
}

/** Texts, address and time limit of a module. */
export function DetailsFields({ register, errors }: DetailsFieldsProps) {
  return (
    <>
      <TextField label="Name" error={errors.name?.message} {...register('name')} />
      <TextArea
        label="Description"
        hint="What it does and what it needs, for people who choose."
        error={errors.description?.message}
        {...register('description')}
      />
      <TextField
        label="Address of your service"
        type="url"
        placeholder="https://"
        hint="Where calls are forwarded. Buyers never see it; private addresses are refused."
        error={errors.upstreamUrl?.message}
        {...register('upstreamUrl')}
      />
      <TextField
        label="Time limit in seconds"
        className="max-w-48"
        inputMode="numeric"
        error={errors.timeLimitSeconds?.message}
        {...register('timeLimitSeconds')}
      />
    </>
  );
}
