import { type DocumentStore, defineCollection, UniqueViolation } from '@telex-credits/store';
import { z } from 'zod';
import { AppError } from '../../foundation/app-error.js';
import { sha256Hex } from '../../foundation/digests.js';

const requestKeys = defineCollection({
  name: 'gateway_request_keys',
  schema: z.strictObject({ id: z.string(), usageId: z.string(), createdAt: z.string() }),
  indexes: { byAge: { fields: ['createdAt'] } },
});

const keyPattern = /^[\x21-\x7e]{1,255}$/;
const pageSize = 500;

/** What makes a request key one of a kind. */
export interface RequestKey {
  readonly organisationId: string;
  readonly moduleId: string;
  readonly key: string;
}

/** The caller's Idempotency-Keys: each is forwarded at most once. */
export function createRequestKeys(documents: DocumentStore) {
  const collection = documents.collection(requestKeys);
  const idOf = ({ organisationId, moduleId, key }: RequestKey) =>
    sha256Hex(JSON.stringify([organisationId, moduleId, key]));

  return {
    /**
     * Claims a key for a call before anything is held. Throws 409 `duplicate_request` with the
     * `usageId` of the call that has it, also when both arrive at once.
     */
    async claim(request: RequestKey, usageId: string, at: Date): Promise<void> {
      if (!keyPattern.test(request.key)) {
        throw new AppError(
          400,
          'idempotency_key_invalid',
          'Idempotency-Key must be 1 to 255 printable characters without blanks.',
        );
      }
      try {
        await collection.insert({ id: idOf(request), usageId, createdAt: at.toISOString() });
      } catch (error) {
        if (!(error instanceof UniqueViolation)) {
          throw error;
        }
        const before = await collection.get(idOf(request));
        throw new AppError(
          409,
          'duplicate_request',
          'This Idempotency-Key was used before; the call was not forwarded again. Its result is at the usageId.',
          { usageId: before?.doc.usageId ?? null },
        );
      }
    },
    /** Gives a key back whose call was refused before it was forwarded. */
    async giveBack(request: RequestKey): Promise<void> {
      await collection.delete(idOf(request));
    },
    /** Forgets keys older than `before`; answers how many. */
    async forget(before: Date): Promise<number> {
      const range = { before: before.toISOString() };
      const page = await collection.find({ index: 'byAge', equals: [], range, limit: pageSize });
      await Promise.all(page.items.map(({ doc }) => collection.delete(doc.id)));
      return page.items.length;
    },
  };
}

export type RequestKeys = ReturnType<typeof createRequestKeys>;
