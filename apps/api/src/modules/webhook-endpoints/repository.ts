import type { WebhookDeliveryStatus } from '@telex-credits/contracts';
import { type DocumentStore, type Page, update } from '@telex-credits/store';
import { takeDue } from '../../jobs/leased-work.js';
import { insertedOnce } from '../../projector/fold.js';
import { everyDocument } from '../../projector/pages.js';
import {
  type DeliveryDoc,
  deliveryCollection,
  type EndpointDoc,
  endpointCollection,
} from './schemas.js';

export type WebhookEndpointsRepository = ReturnType<typeof createWebhookEndpointsRepository>;

interface Paging {
  readonly limit: number;
  readonly cursor: string | null;
}

/** Endpoints and deliveries, as documents. */
export function createWebhookEndpointsRepository(documents: DocumentStore) {
  return { endpoints: endpointsOf(documents), deliveries: deliveriesOf(documents) };
}

function endpointsOf(documents: DocumentStore) {
  const collection = documents.collection(endpointCollection);
  return {
    /** For the worker that mails notices. */
    collection,
    insert: (doc: EndpointDoc) => collection.insert(doc),
    byId: async (id: string) => (await collection.get(id))?.doc,
    /** Undefined for another organisation's. */
    async get(organisationId: string, id: string): Promise<EndpointDoc | undefined> {
      const doc = (await collection.get(id))?.doc;
      return doc?.organisationId === organisationId ? doc : undefined;
    },
    page: (organisationId: string, page: Paging): Promise<Page<EndpointDoc>> =>
      collection.find({
        ...{ index: 'by_organisation', equals: [organisationId], order: 'descending' },
        ...page,
      }),
    /** Every endpoint of an organisation; their number is limited. */
    async all(organisationId: string): Promise<EndpointDoc[]> {
      const query = { index: 'by_organisation', equals: [organisationId], limit: 200 };
      return (await collection.find(query)).items.map(({ doc }) => doc);
    },
    every: () => everyDocument(collection, { index: 'by_organisation', equals: [] }),
    change: (id: string, change: (doc: EndpointDoc) => EndpointDoc | undefined) =>
      update(collection, id, change),
    remove: (id: string) => collection.delete(id),
  };
}

function deliveriesOf(documents: DocumentStore) {
  const collection = documents.collection(deliveryCollection);
  return {
    /** False when the endpoint has the event already. */
    insert: (doc: DeliveryDoc) => insertedOnce(collection, doc),
    get: async (id: string) => (await collection.get(id))?.doc,
    change: (id: string, change: (doc: DeliveryDoc) => DeliveryDoc | undefined) =>
      update(collection, id, change),
    take: (id: string, lease: { readonly now: Date; readonly leaseUntil: Date }) =>
      takeDue(collection, id, lease),
    page(
      endpointId: string,
      { status, ...page }: Paging & { readonly status: WebhookDeliveryStatus | undefined },
    ): Promise<Page<DeliveryDoc>> {
      const index =
        status === undefined
          ? { index: 'by_endpoint', equals: [endpointId] }
          : { index: 'by_status', equals: [endpointId, status] };
      return collection.find({ ...index, order: 'descending', ...page });
    },
    /** What an endpoint has of a status since a time, oldest first. */
    since: (endpointId: string, status: WebhookDeliveryStatus, from: string) =>
      everyDocument(collection, {
        ...{ index: 'by_status', equals: [endpointId, status], range: { from } },
      }),
    /** The next endpoint, by id, that anything waits for, and when its first is due. */
    async nextQueue(afterEndpoint: string) {
      const range = { after: afterEndpoint };
      const page = await collection.find({
        ...{ index: 'by_queue', equals: ['waiting'], range, limit: 1 },
      });
      return page.items[0]?.doc;
    },
    /** What an endpoint should get now, oldest first. */
    async due(endpointId: string, now: Date, limit: number): Promise<DeliveryDoc[]> {
      // The range's end is left out by the store.
      const range = { before: new Date(now.getTime() + 1).toISOString() };
      const equals = ['waiting', endpointId];
      const page = await collection.find({ index: 'by_queue', equals, range, limit });
      return page.items.map(({ doc }) => doc);
    },
    delete: (id: string) => collection.delete(id),
    async deleteOf(endpointId: string): Promise<void> {
      for await (const { id } of everyDocument(collection, {
        ...{ index: 'by_endpoint', equals: [endpointId] },
      })) {
        await collection.delete(id);
      }
    },
    async deleteBefore(before: string): Promise<void> {
      for await (const { id } of everyDocument(collection, {
        ...{ index: 'by_time', equals: [], range: { before } },
      })) {
        await collection.delete(id);
      }
    },
  };
}
