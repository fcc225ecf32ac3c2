import type { WebhookEndpoint } from '@telex-credits/contracts';
import { Badge } from '../../ui/badge.js';
import { eventWords } from './endpoint-schema.js';

/** Whether an endpoint is told anything, and whether that works. */
export function EndpointState({ endpoint }: { endpoint: WebhookEndpoint }) {
  if (!endpoint.enabled) {
    const byPerson = endpoint.disabledReason === 'by_person';
    return <Badge tone={byPerson ? 'neutral' : 'negative'}>Disabled</Badge>;
  }
  return endpoint.failingSince === null ? (
    <Badge tone="positive">Enabled</Badge>
  ) : (
    <Badge tone="caution">Failing</Badge>
  );
}

/** What an endpoint is told, in plain words. */
export function toldText({ eventTypes }: WebhookEndpoint): string {
  return eventTypes === null ? 'Everything' : eventTypes.map((type) => eventWords[type]).join(', ');
}
