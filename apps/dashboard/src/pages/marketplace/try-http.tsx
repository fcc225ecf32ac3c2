import { useState } from 'react';
import { joinPath } from '../../api/gateway.js';
import { Button } from '../../ui/button.js';
import { SelectField, TextArea, TextField } from '../../ui/field.js';
import type { TrialFormProps } from './try-it.js';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Makes an HTTP request of any method, path and body. */
export function TryHttp({ listing, busy, send }: TrialFormProps) {
  const [method, setMethod] = useState<string>('GET');
  const [path, setPath] = useState('');
  const [body, setBody] = useState('');
  const hasBody = method !== 'GET' && method !== 'DELETE';
  return (
    <form
      aria-label="Try it"
      className="flex flex-col items-start gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        send({
          path: joinPath(listing.endpoint, path),
          method,
          ...(hasBody && body !== '' ? { body } : {}),
        });
      }}
    >
      <div className="grid w-full gap-4 sm:grid-cols-[8rem_1fr]">
        <SelectField
          label="Method"
          value={method}
          onChange={(event) => setMethod(event.target.value)}
        >
          {methods.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </SelectField>
        <TextField
          label="Path and query"
          placeholder="path?name=value"
          value={path}
          onChange={(event) => setPath(event.target.value)}
        />
      </div>
      {hasBody && (
        <TextArea
          mono
          label="JSON body"
          className="w-full"
          value={body}
          onChange={(event) => setBody(event.target.value)}
        />
      )}
      <Button type="submit" look="primary" busy={busy}>
        Send request
      </Button>
    </form>
  );
}
