import type { WebhookEndpoint } from '@telex-credits/contracts';
import type { Manager, WebhookContext } from './context.js';
import { endpointNotFound } from './errors.js';
import type { EndpointDoc } from './schemas.js';
import { checkEndpointUrl } from './send.js';

/** Its shape, and what its name leads to now. Throws 400 `upstream_not_allowed`. */
export async function checkUrl(context: WebhookContext, address: string): Promise<string> {
  checkEndpointUrl(context, address);
  return (await context.rules.checkUpstreamUrl(address)).href;
}

/** Throws 404 `webhook_endpoint_not_found`. */
export async function findEndpoint(
  { repository }: WebhookContext,
  { organisationId }: Manager,
  id: string,
): Promise<EndpointDoc> {
  const doc = await repository.endpoints.get(organisationId, id);
  if (doc === undefined) {
    throw endpointNotFound();
  }
  return doc;
}

/** Keeps an audit row of what was done to an endpoint. */
export function recordAct(
  { audit }: WebhookContext,
  { organisationId, actorId }: Manager,
  act: { readonly action: string; readonly objectId: string },
): Promise<void> {
  const { action, objectId } = act;
  return audit.record({ organisationId, actorId, objectId, action: `webhook_endpoint.${action}` });
}

/** An endpoint as people see it: without its secrets. */
export function shown(doc: EndpointDoc, now: Date): WebhookEndpoint {
  const { id, url, description, eventTypes, enabled, disabledReason, disabledAt } = doc;
  const { failingSince, hint, previousUntil, createdAt, createdBy } = doc;
  return {
    ...{
      id,
      url,
      description,
      eventTypes,
      enabled,
      disabledReason,
      disabledAt,
      failingSince,
      hint,
    },
    previousSecretUntil: (previousUntil ?? '') > now.toISOString() ? previousUntil : null,
    ...{ createdAt, createdBy },
  };
}
