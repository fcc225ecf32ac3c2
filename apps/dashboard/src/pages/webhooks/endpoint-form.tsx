import { zodResolver } from '@hookform/resolvers/zod';
import { type WebhookEndpoint, webhookEventTypes } from '@telex-credits/contracts';
import { useForm } from 'react-hook-form';
import { Button } from '../../ui/button.js';
import { DialogActions } from '../../ui/dialog.js';
import { CheckField, TextField } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/states.js';
import {
  type EndpointFormInput,
  type EndpointFormOutput,
  endpointBody,
  endpointFormSchema,
  eventWords,
} from './endpoint-schema.js';

interface EndpointFormProps {
  readonly label: string;
  readonly submit: string;
  /** What it is now; left out for a new one. */
  readonly endpoint?: WebhookEndpoint;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSubmit: (body: ReturnType<typeof endpointBody>) => void;
  readonly onCancel: () => void;
}

/** Address, description and event types of an endpoint. */
export function EndpointForm(props: EndpointFormProps) {
  const { endpoint } = props;
  const { register, handleSubmit, formState } = useForm<
    EndpointFormInput,
    unknown,
    EndpointFormOutput
  >({
    resolver: zodResolver(endpointFormSchema),
    defaultValues: {
      url: endpoint?.url ?? '',
      description: endpoint?.description ?? '',
      eventTypes: [...(endpoint?.eventTypes ?? [])],
    },
  });
  const { errors } = formState;
  const submit = handleSubmit((values) => props.onSubmit(endpointBody(values)));
  return (
    <form
      noValidate
      aria-label={props.label}
      className="flex flex-col gap-5"
      onSubmit={(event) => void submit(event)}
    >
      <TextField
        label="Address"
        type="url"
        placeholder="https://"
        hint="It must be public and use https. Redirects are not followed."
        error={errors.url?.message}
        {...register('url')}
      />
      <TextField
        label="Description"
        hint="For your own list; it may stay empty."
        error={errors.description?.message}
        {...register('description')}
      />
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1.5 text-sm font-medium">
          What it is told <span className="text-muted">(none ticked: everything)</span>
        </legend>
        {webhookEventTypes.map((type) => (
          <CheckField
            key={type}
            label={eventWords[type]}
            hint={type}
            value={type}
            {...register('eventTypes')}
          />
        ))}
      </fieldset>
      {props.error !== null && <ProblemNotice error={props.error} title="Nothing was changed" />}
      <DialogActions>
        <Button onClick={props.onCancel}>Cancel</Button>
        <Button type="submit" look="primary" busy={props.busy}>
          {props.submit}
        </Button>
      </DialogActions>
    </form>
  );
}
