import {
  type Collection,
  type DocumentStore,
  defineCollection,
  type Page,
  UniqueViolation,
  update,
} from '@telex-credits/store';
import { z } from 'zod';
import { sha256Hex } from '../../foundation/digests.js';

const taskSchema = z.strictObject({
  /** See `taskKeyOf`. */
  id: z.string(),
  moduleId: z.string(),
  taskId: z.string(),
  organisationId: z.string(),
  contextId: z.string().nullable(),
  state: z.string(),
  /** What the agent had put out when the last turn ended. */
  outputs: z.number().int(),
  /** How often units that it named were counted, and for which call the last time. */
  unitsCounted: z.number().int().optional(),
  unitsCountedFor: z.string().optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type TaskRecord = z.infer<typeof taskSchema>;

const tasks = defineCollection({
  name: 'gateway_tasks',
  schema: taskSchema,
  indexes: { byOrganisation: { fields: ['organisationId', 'moduleId', 'updatedAt'] } },
});

const contexts = defineCollection({
  name: 'gateway_contexts',
  schema: z.strictObject({ id: z.string(), organisationId: z.string(), createdAt: z.string() }),
  indexes: {},
});

/** Agents make task ids: they are one of a kind within their module only. */
export function taskKeyOf(moduleId: string, taskId: string): string {
  return sha256Hex(JSON.stringify([moduleId, taskId]));
}

const pageSize = 1000;
const mostListed = 10_000;

/** Inserts unless it is there; answers what is there then. */
async function insertOnce<T extends { id: string }>(collection: Collection<T>, doc: T): Promise<T> {
  try {
    await collection.insert(doc);
    return doc;
  } catch (error) {
    if (!(error instanceof UniqueViolation)) {
      throw error;
    }
    return (await collection.get(doc.id))?.doc ?? doc;
  }
}

/** Which organisation each task and context belongs to. The first one keeps it. */
export function createTaskRecords(documents: DocumentStore) {
  const taskCollection = documents.collection(tasks);
  const contextCollection = documents.collection(contexts);

  return {
    /** The task where this organisation owns it. */
    async owned(key: string, organisationId: string): Promise<TaskRecord | undefined> {
      const doc = (await taskCollection.get(key))?.doc;
      return doc?.organisationId === organisationId ? doc : undefined;
    },
    /** Records a task as its organisation's; false when it is somebody else's. */
    async claim(task: TaskRecord): Promise<boolean> {
      const kept = await insertOnce(taskCollection, task);
      return kept.organisationId === task.organisationId;
    },
    async setState(
      key: string,
      seen: Pick<TaskRecord, 'state' | 'outputs' | 'updatedAt'>,
    ): Promise<void> {
      await update(taskCollection, key, (doc) => ({ ...doc, ...seen }));
    },
    /**
     * Whether the units that a task names now count for this call: once for all messages that were sent
     * since they were counted `before` times. Safe to repeat.
     */
    async countUnits(
      key: string,
      call: { readonly usageId: string; readonly before: number },
    ): Promise<boolean> {
      const next = { unitsCounted: call.before + 1, unitsCountedFor: call.usageId };
      const doc = await update(taskCollection, key, (task) =>
        (task.unitsCounted ?? 0) === call.before ? { ...task, ...next } : undefined,
      );
      return (
        doc?.unitsCounted === next.unitsCounted && doc.unitsCountedFor === next.unitsCountedFor
      );
    },
    /** Whether a context is nobody's or this organisation's. */
    async mayUseContext(
      moduleId: string,
      contextId: string,
      organisationId: string,
    ): Promise<boolean> {
      const kept = (await contextCollection.get(taskKeyOf(moduleId, contextId)))?.doc;
      return kept === undefined || kept.organisationId === organisationId;
    },
    /** Records a context as the organisation's; false when it is somebody else's. */
    async claimContext(context: {
      readonly moduleId: string;
      readonly contextId: string;
      readonly organisationId: string;
      readonly at: Date;
    }): Promise<boolean> {
      const kept = await insertOnce(contextCollection, {
        id: taskKeyOf(context.moduleId, context.contextId),
        organisationId: context.organisationId,
        createdAt: context.at.toISOString(),
      });
      return kept.organisationId === context.organisationId;
    },
    /** An organisation's newest tasks with one module, the last changed first; ten thousand at most. */
    async newest(query: {
      readonly organisationId: string;
      readonly moduleId: string;
    }): Promise<TaskRecord[]> {
      const equals = [query.organisationId, query.moduleId];
      const found: TaskRecord[] = [];
      let cursor: string | null = null;
      do {
        const page: Page<TaskRecord> = await taskCollection.find({
          ...{ index: 'byOrganisation', equals, order: 'descending', limit: pageSize, cursor },
        });
        found.push(...page.items.map(({ doc }) => doc));
        cursor = page.nextCursor;
      } while (cursor !== null && found.length < mostListed);
      return found;
    },
  };
}

export type TaskRecords = ReturnType<typeof createTaskRecords>;
