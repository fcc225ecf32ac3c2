import type { WebhookEndpoint } from '@telex-credits/contracts';
import { toast } from 'sonner';
import { useChangeWebhookEndpoint, useRedeliverFailed } from '../../hooks/webhook-endpoints.js';
import { dateTimeText } from '../../time/format.js';
import { Button } from '../../ui/button.js';
import { Notice } from '../../ui/notice.js';
import { ProblemNotice } from '../../ui/states.js';

const reasons: Readonly<Record<NonNullable<WebhookEndpoint['disabledReason']>, string>> = {
  by_person: 'Somebody of your organisation disabled it.',
  failing: 'Nothing could be delivered to it for five days.',
  gone: 'It answered 410 Gone, which says that it wants no more.',
};

/** Says what is wrong with an endpoint, and offers to bring it back with what it missed. */
export function HealthNotice({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { enabled, disabledReason, disabledAt, failingSince } = endpoint;
  if (enabled) {
    return failingSince === null ? null : (
      <Notice kind="caution" title={`Nothing was delivered since ${dateTimeText(failingSince)}`}>
        Deliveries are repeated for three days. After five days of failures it is disabled.
      </Notice>
    );
  }
  const since = disabledAt === null ? '' : ` on ${dateTimeText(disabledAt)}`;
  return (
    <Notice kind="negative" title={`Disabled${since}`}>
      <p>
        {disabledReason !== null && reasons[disabledReason]} Events are kept for 30 days as skipped
        deliveries.
      </p>
      <BringBack endpoint={endpoint} />
    </Notice>
  );
}

function BringBack({ endpoint }: { endpoint: WebhookEndpoint }) {
  const change = useChangeWebhookEndpoint(endpoint.id);
  const redeliver = useRedeliverFailed(endpoint.id);
  const since = endpoint.failingSince ?? endpoint.disabledAt ?? endpoint.createdAt;
  const enable = async (withMissed: boolean) => {
    await change.mutateAsync({ enabled: true });
    const count = withMissed ? await redeliver.mutateAsync(since) : 0;
    toast.success(withMissed ? `Enabled; ${count} deliveries are sent again.` : 'Enabled.');
  };
  const busy = change.isPending || redeliver.isPending;
  const error = change.error ?? redeliver.error;
  return (
    <>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button size="small" busy={busy} onClick={() => void enable(true).catch(() => {})}>
          Enable and send what was missed
        </Button>
        <Button size="small" busy={busy} onClick={() => void enable(false).catch(() => {})}>
          Enable
        </Button>
      </div>
      {error !== null && <ProblemNotice error={error} />}
    </>
  );
}
