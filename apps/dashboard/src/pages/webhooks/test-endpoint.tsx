import type { WebhookDelivery } from '@telex-credits/contracts';
import { Send } from 'lucide-react';
import { useTestWebhookEndpoint } from '../../hooks/webhook-endpoints.js';
import { Button } from '../../ui/button.js';
import { CodeBlock } from '../../ui/code-block.js';
import { Notice } from '../../ui/notice.js';
import { ProblemNotice } from '../../ui/states.js';

/** Sends a test event and says how it went. */
export function TestEndpoint({ id }: { id: string }) {
  const test = useTestWebhookEndpoint(id);
  return (
    <div className="flex flex-col items-start gap-3">
      <Button busy={test.isPending} onClick={() => test.mutate()}>
        <Send aria-hidden />
        Send test event
      </Button>
      <div className="w-full" aria-live="polite">
        {test.error !== null && <ProblemNotice error={test.error} title="Nothing was sent" />}
        {test.data !== undefined && <Result delivery={test.data} />}
      </div>
    </div>
  );
}

/** How the newest attempt of a delivery went. */
export function Result({ delivery }: { delivery: WebhookDelivery }) {
  const attempt = delivery.attempts.at(-1);
  if (attempt === undefined) {
    return null;
  }
  const { error, status, durationMs, response } = attempt;
  return (
    <div className="flex flex-col gap-3">
      {error === null ? (
        <Notice kind="positive" title="Delivered">
          <p>
            It answered {status} after {durationMs} ms.
          </p>
        </Notice>
      ) : (
        <Notice kind="negative" title="Not delivered">
          <p>{error}</p>
        </Notice>
      )}
      {response !== null && response !== '' && (
        <CodeBlock label="What it answered" code={response} wrap />
      )}
    </div>
  );
}
