import { useState } from 'react';
import { agentMessage } from '../../api/agent-text.js';
import { randomId } from '../../api/random-id.js';
import { Button } from '../../ui/button.js';
import { TextArea } from '../../ui/field.js';
import type { TrialFormProps } from './try-it.js';

/** Sends an agent a text message. */
export function TryAgent({ listing, busy, send }: TrialFormProps) {
  const [text, setText] = useState('');
  return (
    <form
      aria-label="Try it"
      className="flex flex-col items-start gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        send({ path: listing.endpoint, method: 'POST', body: agentMessage(text, randomId()) });
      }}
    >
      <TextArea
        label="Message"
        className="w-full"
        required
        placeholder="How many words are in this sentence?"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" look="primary" busy={busy}>
        Send message
      </Button>
    </form>
  );
}
