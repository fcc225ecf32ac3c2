import type { StreamEvent } from '@telex-credits/contracts';
import { derivedId } from '../../foundation/ids.js';
import type { DeliveryDoc, EndpointDoc } from './schemas.js';

/** What happened, as it is told to every endpoint that wants to know. */
export interface Message {
  readonly id: string;
  readonly type: string;
  readonly payload: string;
  readonly at: string;
}

/** Something to be told; `key` says which it is where its data does not. */
interface Happening {
  readonly type: string;
  readonly at: string;
  readonly data: StreamEvent['data'];
  readonly key?: string;
}

/**
 * The id follows from what happened alone, so that the same event is the same message in every
 * process, after every crash, and also when it is told again from a backup.
 */
export function messageOf(organisationId: string, { type, at, data, key }: Happening): Message {
  const facts = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  const seed = JSON.stringify([organisationId, type, key ?? [at, facts]]);
  const id = derivedId('msg', { seed, at: new Date(at) });
  return { id, type, at, payload: JSON.stringify({ type, timestamp: at, data }) };
}

/** The message on its way to an endpoint; one for each pair, because its id follows from both. */
export function deliveryOf(
  endpoint: Pick<EndpointDoc, 'id' | 'organisationId'>,
  message: Message,
  now: Date,
): DeliveryDoc {
  const seed = `${endpoint.id}|${message.id}`;
  return {
    id: derivedId('whd', { seed, at: new Date(message.at) }),
    ...{ endpointId: endpoint.id, organisationId: endpoint.organisationId },
    ...{ messageId: message.id, type: message.type, payload: message.payload },
    ...{ status: 'waiting', attempts: 0, nextAttemptAt: now.toISOString() },
    ...{ createdAt: now.toISOString(), deliveredAt: null, log: [] },
  };
}
