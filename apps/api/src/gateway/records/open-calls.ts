import { type DocumentStore, defineCollection, update } from '@telex-credits/store';
import { z } from 'zod';
import { callFactsSchema } from '../metering/call-facts.js';

const openCallSchema = z.strictObject({
  /** The call's usage id. */
  id: z.string(),
  facts: callFactsSchema,
  moduleId: z.string(),
  upstreamUrl: z.string(),
  protocol: z.enum(['0.3', '1.0']),
  /** Null until the agent has named its task. */
  taskKey: z.string().nullable(),
  taskId: z.string().nullable(),
  /**
   * `unpaid`: ended, but the charge after the hold's end was refused. `lapsed`: never ended. `lost`:
   * unpaid and delivered all the same.
   */
  status: z.enum(['open', 'settled', 'unpaid', 'lapsed', 'lost']),
  /** Numbers the charges after the hold's end: the next is made only once this one was refused. */
  lateAttempt: z.number().int(),
  /** What the agent had put out before this turn. */
  outputsBefore: z.number().int(),
  /** How often units of the task had been counted when this message was sent. */
  unitsBefore: z.number().int().optional(),
  holdEndsAt: z.string(),
  /** 24 hours after the call: no hold lives longer. */
  deadline: z.string(),
  nextPollAt: z.string().nullable(),
  polls: z.number().int(),
  settled: z
    .strictObject({ usageId: z.string(), outcome: z.string(), micros: z.string() })
    .nullable(),
});
export type OpenCallRecord = z.infer<typeof openCallSchema>;

const openCalls = defineCollection({
  name: 'gateway_open_calls',
  schema: openCallSchema,
  indexes: { byTask: { fields: ['taskKey', 'status'] }, byPoll: { fields: ['nextPollAt'] } },
});

const mostOfOneTask = 200;

/** Calls whose end may come after their reply. */
export function createOpenCalls(documents: DocumentStore) {
  const collection = documents.collection(openCalls);
  return {
    insert: (call: OpenCallRecord) => collection.insert(call),
    async get(id: string): Promise<OpenCallRecord | undefined> {
      return (await collection.get(id))?.doc;
    },
    /** Compare-and-set, again until nobody came between; `undefined` from `change` leaves it. */
    change: (id: string, change: (doc: OpenCallRecord) => OpenCallRecord | undefined) =>
      update(collection, id, change),
    /** Calls of a task that are not settled, those that lapsed included. */
    async unsettledOf(taskKey: string): Promise<OpenCallRecord[]> {
      const statuses = ['open', 'unpaid', 'lapsed'] as const;
      const pages = await Promise.all(
        statuses.map((status) =>
          collection.find({ index: 'byTask', equals: [taskKey, status], limit: mostOfOneTask }),
        ),
      );
      return pages.flatMap((page) => page.items.map(({ doc }) => doc));
    },
    /** Takes calls whose poll is due, for `leaseUntil`: no other process polls them meanwhile. */
    async takeDue(now: Date, leaseUntil: Date, limit: number): Promise<OpenCallRecord[]> {
      const range = { before: now.toISOString() };
      const page = await collection.find({ index: 'byPoll', equals: [], range, limit });
      const taken: OpenCallRecord[] = [];
      for (const { doc, version } of page.items) {
        const leased = { ...doc, nextPollAt: leaseUntil.toISOString() };
        if (await collection.replace(leased, version)) {
          taken.push(leased);
        }
      }
      return taken;
    },
  };
}

export type OpenCalls = ReturnType<typeof createOpenCalls>;
