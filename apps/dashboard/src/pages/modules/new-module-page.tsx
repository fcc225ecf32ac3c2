import { zodResolver } from '@hookform/resolvers/zod';
import { useNavigate } from '@tanstack/react-router';
import type { Control, FieldErrors, Resolver, UseFormRegister } from 'react-hook-form';
import { useForm, useWatch } from 'react-hook-form';
import { useCreateModule } from '../../hooks/modules.js';
import { Button } from '../../ui/button.js';
import { SelectField, TextField } from '../../ui/field.js';
import { Page, Section } from '../../ui/layout.js';
import { ProblemNotice } from '../../ui/states.js';
import { DetailsFields } from './details-fields.js';
import {
  type DetailsFormInput,
  type ModuleFormInput,
  type ModuleFormOutput,
  moduleBody,
  moduleFormSchema,
  priceToForm,
} from './module-schema.js';
import { PriceFields, type PriceForm } from './price-fields.js';

const empty: ModuleFormInput = {
  name: '',
  slug: '',
  kind: 'a2a',
  description: '',
  upstreamUrl: '',
  timeLimitSeconds: '60',
  price: priceToForm(),
};

/** The form for a new module. It starts as a draft. */
export function NewModulePage() {
  const navigate = useNavigate();
  const create = useCreateModule();
  const { register, handleSubmit, formState, control } = useForm<
    ModuleFormInput,
    unknown,
    ModuleFormOutput
  >({
    // The schema reads the fields of the chosen price model only; the form holds all of them.
    resolver: zodResolver(moduleFormSchema) as unknown as Resolver<
      ModuleFormInput,
      unknown,
      ModuleFormOutput
    >,
    defaultValues: empty,
  });
  const model = useWatch({ control, name: 'price.model' });
  const { errors } = formState;
  const submit = handleSubmit((values) =>
    create.mutate(moduleBody(values), {
      onSuccess: ({ id }) => void navigate({ to: '/modules/$id', params: { id } }),
    }),
  );
  return (
    <Page title="New module" lead="It starts as a draft; nobody sees it until you publish it.">
      <form
        noValidate
        aria-label="New module"
        className="flex max-w-2xl flex-col gap-10"
        onSubmit={(event) => void submit(event)}
      >
        <Section title="What it is" className="gap-4">
          <SelectField label="Kind" className="max-w-sm" {...register('kind')}>
            <option value="a2a">Agent (A2A)</option>
            <option value="http">HTTP API</option>
          </SelectField>
          <TextField
            label="Short name in addresses"
            className="max-w-sm"
            hint="3 to 50 lower-case letters, digits and hyphens. It cannot be changed later."
            error={errors.slug?.message}
            {...register('slug')}
          />
          <DetailsFields
            register={register as unknown as UseFormRegister<DetailsFormInput>}
            errors={errors as FieldErrors<DetailsFormInput>}
          />
        </Section>
        <Section title="What it costs" className="gap-4">
          <PriceFields
            model={model}
            register={register as unknown as UseFormRegister<PriceForm>}
            control={control as unknown as Control<PriceForm>}
            errors={errors.price}
          />
        </Section>
        {create.error !== null && (
          <ProblemNotice error={create.error} title="The module was not saved" />
        )}
        <Button type="submit" look="primary" busy={create.isPending} className="self-start">
          Save draft
        </Button>
      </form>
    </Page>
  );
}
