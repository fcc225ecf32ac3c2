import { type DocumentStore, defineCollection, update } from '@telex-credits/store';
import { z } from 'zod';
import { takeDue } from '../../jobs/leased-work.js';

const deliverySchema = z.strictObject({
  id: z.string(),
  callbackId: z.string(),
  /** The call whose end it brings and that is not paid yet; null for all others. */
  waitsFor: z.string().nullable(),
  /** Base64: a push is forwarded byte for byte. */
  body: z.string(),
  contentType: z.string(),
  status: z.enum(['waiting', 'withheld', 'delivered', 'failed']),
  attempts: z.number().int(),
  nextAttemptAt: z.string().nullable(),
  createdAt: z.string(),
  /** Sorts pushes by arrival, also those of one millisecond. */
  arrival: z.string(),
});
export type DeliveryRecord = z.infer<typeof deliverySchema>;

const deliveries = defineCollection({
  name: 'gateway_push_deliveries',
  schema: deliverySchema,
  indexes: {
    byDue: { fields: ['nextAttemptAt'] },
    byCallback: { fields: ['callbackId', 'status', 'arrival'] },
    byWaiting: { fields: ['waitsFor', 'status'] },
  },
});

const pageSize = 100;
const counterDigits = 12;

/** Pushes on their way to callers. */
export function createDeliveries(documents: DocumentStore) {
  const collection = documents.collection(deliveries);
  let arrived = 0;
  return {
    async insert(delivery: Omit<DeliveryRecord, 'arrival'>): Promise<void> {
      arrived += 1;
      const arrival = `${delivery.createdAt}/${String(arrived).padStart(counterDigits, '0')}`;
      await collection.insert({ ...delivery, arrival });
    },
    change: (id: string, change: (doc: DeliveryRecord) => DeliveryRecord | undefined) =>
      update(collection, id, change),
    /** Lets pushes go that waited for a call to be paid. */
    async release(usageId: string): Promise<void> {
      const equals = [usageId, 'withheld'];
      const page = await collection.find({ index: 'byWaiting', equals, limit: pageSize });
      for (const { doc } of page.items) {
        await update(collection, doc.id, (now): DeliveryRecord | undefined =>
          now.status === 'withheld'
            ? { ...now, status: 'waiting', nextAttemptAt: now.createdAt }
            : undefined,
        );
      }
    },
    /** The oldest push of a callback that still waits: pushes keep their order. */
    async headOf(callbackId: string): Promise<DeliveryRecord | undefined> {
      const equals = [callbackId, 'waiting'];
      const page = await collection.find({ index: 'byCallback', equals, limit: 1 });
      return page.items[0]?.doc;
    },
    /** Callbacks with a push that is due. */
    async dueCallbacks(now: Date): Promise<string[]> {
      const range = { before: now.toISOString() };
      const page = await collection.find({ index: 'byDue', equals: [], range, limit: pageSize });
      return [...new Set(page.items.map(({ doc }) => doc.callbackId))];
    },
    /** Takes a due push until `leaseUntil`; undefined when another process has it or it is not due. */
    take: (id: string, now: Date, leaseUntil: Date) => takeDue(collection, id, { now, leaseUntil }),
  };
}

export type Deliveries = ReturnType<typeof createDeliveries>;
