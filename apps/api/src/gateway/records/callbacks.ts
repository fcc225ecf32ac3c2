import { type DocumentStore, defineCollection, update } from '@telex-credits/store';
import { z } from 'zod';

const callbackSchema = z.strictObject({
  id: z.string(),
  tokenHash: z.string(),
  organisationId: z.string(),
  moduleId: z.string(),
  /** The call that brought the configuration; null where its own method set it. */
  usageId: z.string().nullable(),
  /** Null until the agent has named its task. */
  taskKey: z.string().nullable(),
  configId: z.string(),
  /** The caller's `PushTarget`, encrypted; null once the caller deleted its configuration. */
  sealedTarget: z.string().nullable(),
  createdAt: z.string(),
});
export type CallbackRecord = z.infer<typeof callbackSchema>;

const callbacks = defineCollection({
  name: 'gateway_callbacks',
  schema: callbackSchema,
  indexes: { byTask: { fields: ['taskKey', 'createdAt'] } },
});

const mostOfOneTask = 100;

/** The gateway's own push addresses, one per configuration of a caller. */
export function createCallbacks(documents: DocumentStore) {
  const collection = documents.collection(callbacks);
  return {
    insert: (callback: CallbackRecord) => collection.insert(callback),
    async get(id: string): Promise<CallbackRecord | undefined> {
      return (await collection.get(id))?.doc;
    },
    /** Ties a callback to the task that the agent named; the first one stays. */
    bind: (id: string, taskKey: string) =>
      update(collection, id, (doc) => (doc.taskKey === null ? { ...doc, taskKey } : undefined)),
    /** Stops forwarding; pushes still settle the call. */
    silence: (id: string) => update(collection, id, (doc) => ({ ...doc, sealedTarget: null })),
    remove: (id: string) => collection.delete(id),
    /** Configurations of a task that the caller has not deleted, oldest first. */
    async ofTask(taskKey: string): Promise<CallbackRecord[]> {
      const page = await collection.find({
        index: 'byTask',
        equals: [taskKey],
        limit: mostOfOneTask,
      });
      return page.items.map(({ doc }) => doc).filter(({ sealedTarget }) => sealedTarget !== null);
    },
  };
}

export type Callbacks = ReturnType<typeof createCallbacks>;
