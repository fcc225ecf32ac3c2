import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { callGateway } from '../../api/gateway.js';
import { Button } from '../../ui/button.js';
import { SelectField, TextArea } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/states.js';
import { useTrialKey } from './trial-key.js';
import type { TrialFormProps } from './try-it.js';

interface Model {
  readonly id: string;
  readonly name: string;
}

/** Chats with a model. The list of models needs a key, so it comes after the trial key. */
export function TryChat({ listing, busy, send }: TrialFormProps) {
  const [text, setText] = useState('');
  const [model, setModel] = useState('');
  const trial = useTrialKey(listing);
  const [asked, setAsked] = useState(trial.key !== undefined);
  const models = useQuery({
    queryKey: ['trial-models', listing.id],
    enabled: asked,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const { secret } = await trial.ensure();
      const path = listing.endpoint.replace(/\/chat$/, '/models');
      return modelsOf((await callGateway({ path, method: 'GET', secret })).json);
    },
  });
  return (
    <form
      aria-label="Try it"
      className="flex flex-col items-start gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const messages = [{ role: 'user', content: text }];
        const body = JSON.stringify({ ...(model === '' ? {} : { model }), messages });
        send({ path: listing.endpoint, method: 'POST', body });
        setAsked(true);
      }}
    >
      <div className="flex w-full flex-wrap items-end gap-3">
        <SelectField
          label="Model"
          className="min-w-48 flex-1"
          value={model}
          onChange={(event) => setModel(event.target.value)}
        >
          <option value="">The module's own choice</option>
          {(models.data ?? []).map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        {!asked && <Button onClick={() => setAsked(true)}>Load models</Button>}
      </div>
      {models.error !== null && (
        <ProblemNotice
          error={models.error}
          title="The models could not be loaded"
          onRetry={() => void models.refetch()}
        />
      )}
      <TextArea
        label="Message"
        className="w-full"
        required
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" look="primary" busy={busy}>
        Send message
      </Button>
    </form>
  );
}

/** The models of a Telex AI reply (`data.data[]`); of anything else, none. */
export function modelsOf(json: unknown): Model[] {
  const outer = (json as { data?: { data?: unknown } } | undefined)?.data;
  const list = Array.isArray(outer) ? outer : outer?.data;
  return Array.isArray(list)
    ? list
        .filter((one): one is { id: string; name?: string } => typeof one?.id === 'string')
        .map(({ id, name }) => ({ id, name: name ?? id }))
    : [];
}
