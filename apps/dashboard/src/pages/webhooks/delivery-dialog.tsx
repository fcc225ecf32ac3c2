import type { WebhookDelivery, WebhookEndpoint } from '@telex-credits/contracts';
import { useRedeliver, useWebhookDelivery } from '../../hooks/webhook-endpoints.js';
import { dateTimeText } from '../../time/format.js';
import { Button } from '../../ui/button.js';
import { CodeBlock } from '../../ui/code-block.js';
import { Dialog, DialogActions } from '../../ui/dialog.js';
import { Facts } from '../../ui/facts.js';
import { QueryView } from '../../ui/query-view.js';
import { ProblemNotice } from '../../ui/states.js';
import { Result } from './test-endpoint.js';

interface DeliveryDialogProps {
  readonly endpoint: WebhookEndpoint;
  readonly deliveryId: string;
  readonly onClose: () => void;
}

/** One delivery: what was sent, how each attempt went, and once more if that is wanted. */
export function DeliveryDialog({ endpoint, deliveryId, onClose }: DeliveryDialogProps) {
  const delivery = useWebhookDelivery(endpoint.id, deliveryId);
  const redeliver = useRedeliver(endpoint.id);
  return (
    <Dialog open onOpenChange={onClose} title="Delivery">
      <QueryView query={delivery} what="The delivery">
        {(data) => <Details delivery={data} />}
      </QueryView>
      <div aria-live="polite">
        {redeliver.error !== null && <ProblemNotice error={redeliver.error} />}
        {redeliver.data !== undefined && <Result delivery={redeliver.data} />}
      </div>
      <DialogActions>
        <Button onClick={onClose}>Done</Button>
        <Button
          look="primary"
          busy={redeliver.isPending}
          disabled={!endpoint.enabled}
          onClick={() => redeliver.mutate(deliveryId)}
        >
          Send again now
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Details({ delivery }: { delivery: WebhookDelivery }) {
  const { type, messageId, payload, attempts } = delivery;
  return (
    <>
      <Facts
        facts={[
          ['Event', <code key="type">{type}</code>],
          [
            'webhook-id',
            <code key="id" className="break-all">
              {messageId}
            </code>,
          ],
        ]}
      />
      <CodeBlock label="Body" code={payload ?? ''} copy="Copy body" wrap />
      <ol aria-label="Attempts" className="flex flex-col gap-3 text-sm">
        {attempts.map(({ at, status, error, durationMs, response }) => (
          <li key={at} className="border-t border-line pt-3">
            <p>
              <time dateTime={at}>{dateTimeText(at)}</time>: {error ?? `It answered ${status}.`}{' '}
              <span className="text-muted">({durationMs} ms)</span>
            </p>
            {response !== null && response !== '' && (
              <code className="mt-1 block font-mono text-xs break-all text-muted">{response}</code>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}
