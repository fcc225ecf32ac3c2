import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type BodyInput,
  webhookEndpointRoutes as routes,
  type WebhookDeliveryStatus,
} from '@telex-credits/contracts';
import { call } from '../api/call.js';
import { useOrganisationId } from '../api/organisation.js';
import { listOptions } from './pages.js';

const NOUN = 'webhook-endpoints';

/** Endpoints, newest first. */
export function useWebhookEndpoints() {
  const organisationId = useOrganisationId();
  return useInfiniteQuery(
    listOptions([organisationId, NOUN, 'list'], (page, signal) =>
      call(routes.list, { query: page, signal }),
    ),
  );
}

/** One endpoint. */
export function useWebhookEndpoint(id: string) {
  const organisationId = useOrganisationId();
  return useQuery({
    queryKey: [organisationId, NOUN, 'one', id],
    queryFn: ({ signal }) => call(routes.get, { params: { id }, signal }),
  });
}

/** Deliveries to an endpoint, newest first; read again now and then, for they go on by themselves. */
export function useWebhookDeliveries(id: string, status: WebhookDeliveryStatus | undefined) {
  const organisationId = useOrganisationId();
  return useInfiniteQuery({
    ...listOptions([organisationId, NOUN, 'deliveries', id, status ?? 'all'], (page, signal) =>
      call(routes.deliveries, { params: { id }, query: { ...page, status }, signal }),
    ),
    refetchInterval: 5_000,
  });
}

/** One delivery with its body and the endpoint's answers. */
export function useWebhookDelivery(id: string, deliveryId: string) {
  const organisationId = useOrganisationId();
  return useQuery({
    queryKey: [organisationId, NOUN, 'delivery', id, deliveryId],
    queryFn: ({ signal }) => call(routes.delivery, { params: { id, deliveryId }, signal }),
  });
}

/** What each change does to what is shown. */
function useChange<Input, Output>(mutationFn: (input: Input) => Promise<Output>) {
  const organisationId = useOrganisationId();
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => client.invalidateQueries({ queryKey: [organisationId, NOUN] }),
  });
}

/** Adds an endpoint; the reply is the only one with its secret. */
export function useCreateWebhookEndpoint() {
  return useChange((body: BodyInput<typeof routes.create>) => call(routes.create, { body }));
}

/** Changes an endpoint, or turns it off and on. */
export function useChangeWebhookEndpoint(id: string) {
  return useChange((body: BodyInput<typeof routes.change>) =>
    call(routes.change, { params: { id }, body }),
  );
}

/** Removes an endpoint with its log. */
export function useRemoveWebhookEndpoint(id: string) {
  return useChange(() => call(routes.remove, { params: { id } }));
}

/** A new secret; both sign for a day. */
export function useRotateWebhookSecret(id: string) {
  return useChange(() => call(routes.rotate, { params: { id }, body: {} }));
}

/** Sends a test event now, and tells how it went. */
export function useTestWebhookEndpoint(id: string) {
  return useChange(() => call(routes.test, { params: { id } }));
}

/** Attempts a delivery again now, and tells how it went. */
export function useRedeliver(id: string) {
  return useChange((deliveryId: string) => call(routes.redeliver, { params: { id, deliveryId } }));
}

/** Sends again what failed or was skipped since a time; answers how many. */
export function useRedeliverFailed(id: string) {
  return useChange(async (since: string) => {
    let count = 0;
    for (let more = true; more; ) {
      const reply = await call(routes.redeliverFailed, { params: { id }, body: { since } });
      count += reply.redelivered;
      more = reply.more;
    }
    return count;
  });
}
