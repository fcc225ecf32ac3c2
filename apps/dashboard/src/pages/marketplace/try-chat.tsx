import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { callGateway } from '../../api/gateway.js';
import { Button } from '../../ui/button.js';
import { SelectField, TextArea } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/states.js';
import { useSettled } from '../../ui/use-settled.js';
import { callPath, modelsPath } from './call-path.js';
import { EstimateLine } from './estimate-line.js';
import { useTrialKey } from './trial-key.js';
import type { TrialFormProps } from './try-it.js';

interface Model {
  readonly id: string;
  readonly name: string;
}

function chatBody(model: string, text: string) {
  return { model, messages: [{ role: 'user', content: text }] };
}

/** Chats with a model. The list of models needs a key, so it comes after the trial key. */
export function TryChat({ listing, busy, send }: TrialFormProps) {
  const [text, setText] = useState('');
  const [wanted, setWanted] = useState('');
  const trial = useTrialKey(listing);
  const models = useQuery({
    queryKey: ['trial-models', listing.id],
    // Not before the key is there: making it is for the person to decide.
    enabled: trial.key !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const { secret } = await trial.ensure();
      return modelsOf(
        (await callGateway({ path: modelsPath(listing), method: 'GET', secret })).json,
      );
    },
  });
  const known = models.data ?? [];
  const model = wanted === '' ? (known[0]?.id ?? '') : wanted;
  const settled = useSettled(text);
  const submit = async () => {
    const list = models.data ?? (await models.refetch()).data ?? [];
    const chosen = model === '' ? list[0]?.id : model;
    if (chosen !== undefined) {
      const body = JSON.stringify(chatBody(chosen, text));
      send({ path: callPath(listing), method: 'POST', body });
    }
  };
  return (
    <form
      aria-label="Try it"
      className="flex flex-col items-start gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="flex w-full flex-wrap items-end gap-3">
        <SelectField
          label="Model"
          className="min-w-48 flex-1"
          value={model}
          onChange={(event) => setWanted(event.target.value)}
        >
          {known.length === 0 && <option value="">The first of the list</option>}
          {known.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        {models.data === undefined && (
          <Button busy={models.isFetching} onClick={() => void models.refetch()}>
            Load models
          </Button>
        )}
      </div>
      {models.error !== null && (
        <ProblemNotice error={models.error} title="The models could not be loaded" />
      )}
      <TextArea
        label="Message"
        className="w-full"
        required
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {model !== '' && settled !== '' && (
        <div>
          <EstimateLine moduleId={listing.id} input={chatBody(model, settled)} />
        </div>
      )}
      <Button type="submit" look="primary" busy={busy || models.isFetching}>
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
