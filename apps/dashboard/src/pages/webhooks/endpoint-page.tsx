import { useParams } from '@tanstack/react-router';
import type { WebhookEndpoint } from '@telex-credits/contracts';
import { useWebhookEndpoint } from '../../hooks/webhook-endpoints.js';
import { dateTimeText } from '../../time/format.js';
import { Facts } from '../../ui/facts.js';
import { Page, Section } from '../../ui/layout.js';
import { QueryView } from '../../ui/query-view.js';
import { DeliveryLog } from './delivery-log.js';
import { EndpointActions } from './endpoint-actions.js';
import { EndpointState, toldText } from './endpoint-state.js';
import { HealthNotice } from './health-notice.js';
import { TestEndpoint } from './test-endpoint.js';

/** One endpoint: how it does, and what was sent to it. */
export function EndpointPage() {
  const { id } = useParams({ from: '/app/webhook-endpoints/$id' });
  const endpoint = useWebhookEndpoint(id);
  return (
    <Page
      title="Endpoint"
      lead={<span className="break-all">{endpoint.data?.url}</span>}
      actions={endpoint.data !== undefined && <EndpointActions endpoint={endpoint.data} />}
    >
      <QueryView query={endpoint} what="The endpoint">
        {(data) => (
          <>
            <HealthNotice endpoint={data} />
            <Facts facts={factsOf(data)} />
            <Section title="Try it" lead="Sends one webhook.test now, whatever it is told of.">
              <TestEndpoint id={id} />
            </Section>
            <DeliveryLog endpoint={data} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

function factsOf(endpoint: WebhookEndpoint) {
  const { description, hint, previousSecretUntil, createdAt } = endpoint;
  return [
    ['State', <EndpointState key="state" endpoint={endpoint} />],
    ...(description === '' ? [] : [['Description', description] as const]),
    ['Told of', toldText(endpoint)],
    ['Signing secret', <code key="hint">{hint}</code>],
    ...(previousSecretUntil === null
      ? []
      : [['The old secret signs until', dateTimeText(previousSecretUntil)] as const]),
    ['Added', dateTimeText(createdAt)],
  ] as const;
}
