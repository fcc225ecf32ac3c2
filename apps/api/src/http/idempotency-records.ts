import { type DocumentStore, defineCollection, UniqueViolation } from '@telex-credits/store';
import { z } from 'zod';
import { AppError } from '../foundation/app-error.js';
import { sha256Hex } from '../foundation/digests.js';

const answerSchema = z.strictObject({
  status: z.number().int(),
  /** The reply's body, or the problem's without its requestId. */
  body: z.json(),
  problem: z.boolean(),
});

/** A first answer, kept to be given again. */
export type StoredAnswer = z.infer<typeof answerSchema>;

const recordSchema = z.strictObject({
  id: z.string(),
  organisationId: z.string(),
  operationId: z.string(),
  requestHash: z.string(),
  /** Who works it: a claim that is not ours any more must not be written. */
  claim: z.string(),
  /** A request that crashed blocks its key until then. */
  leaseUntil: z.string(),
  answer: answerSchema.nullable(),
  createdAt: z.string(),
});

export type IdempotencyRecord = z.infer<typeof recordSchema>;

const definition = defineCollection({
  name: 'idempotency',
  schema: recordSchema,
  indexes: { created: { fields: ['createdAt'] } },
});

/** What identifies a keyed request. */
export interface KeyedRequest {
  readonly organisationId: string;
  readonly operationId: string;
  readonly key: string;
  readonly requestHash: string;
}

/** Either ours to work, or answered before. */
export type Claim =
  | { readonly kind: 'ours'; readonly record: IdempotencyRecord; readonly version: number }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer };

export interface IdempotencyRecords {
  /** Throws 422 `idempotency_key_reused` and 409 `idempotency_in_progress`. */
  claim(request: KeyedRequest): Promise<Claim>;
  /** Keeps the first answer. Does nothing when another request took the key over meanwhile. */
  keep(claim: Extract<Claim, { kind: 'ours' }>, answer: StoredAnswer): Promise<void>;
  /** Lets the same request be tried again at once: nothing definite was answered. */
  free(claim: Extract<Claim, { kind: 'ours' }>): Promise<void>;
}

/** Keeps keys and first answers in the collection `idempotency`. */
export function createIdempotencyRecords(deps: {
  readonly documents: DocumentStore;
  readonly now: () => Date;
  readonly newId: (prefix: string) => string;
  readonly leaseSeconds?: number;
}): IdempotencyRecords {
  const records = deps.documents.collection(definition);
  const leaseMs = (deps.leaseSeconds ?? 60) * 1000;
  const lease = () => ({
    claim: deps.newId('clm'),
    leaseUntil: new Date(deps.now().getTime() + leaseMs).toISOString(),
  });

  async function claimOnce(request: KeyedRequest): Promise<Claim | undefined> {
    const id = recordId(request);
    const { organisationId, operationId, requestHash } = request;
    const fresh: IdempotencyRecord = {
      ...{ id, organisationId, operationId, requestHash, ...lease() },
      answer: null,
      createdAt: deps.now().toISOString(),
    };
    try {
      await records.insert(fresh);
      return { kind: 'ours', record: fresh, version: 1 };
    } catch (error) {
      if (!(error instanceof UniqueViolation)) {
        throw error;
      }
    }
    const stored = await records.get(id);
    if (stored === undefined) {
      return undefined;
    }
    refuseOtherBody(stored.doc, requestHash);
    if (stored.doc.answer !== null) {
      return { kind: 'answered', answer: stored.doc.answer };
    }
    refuseWhileRunning(stored.doc, deps.now());
    const taken = { ...stored.doc, ...lease() };
    return (await records.replace(taken, stored.version))
      ? { kind: 'ours', record: taken, version: stored.version + 1 }
      : undefined;
  }

  return {
    async claim(request) {
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const claim = await claimOnce(request);
        if (claim !== undefined) {
          return claim;
        }
      }
      throw inProgress(1);
    },
    async keep(claim, answer) {
      await records.replace({ ...claim.record, answer }, claim.version);
    },
    async free(claim) {
      const leaseUntil = deps.now().toISOString();
      await records.replace({ ...claim.record, leaseUntil }, claim.version);
    },
  };
}

function recordId({ organisationId, operationId, key }: KeyedRequest): string {
  return `idem_${sha256Hex([organisationId, operationId, key].join('\0'))}`;
}

function refuseOtherBody(record: IdempotencyRecord, requestHash: string): void {
  if (record.requestHash !== requestHash) {
    throw new AppError(
      422,
      'idempotency_key_reused',
      'This Idempotency-Key was used with another request. Use a new key for a new request.',
    );
  }
}

function refuseWhileRunning(record: IdempotencyRecord, now: Date): void {
  const leftMs = Date.parse(record.leaseUntil) - now.getTime();
  if (leftMs > 0) {
    throw inProgress(Math.ceil(leftMs / 1000));
  }
}

function inProgress(leaseSeconds: number): AppError {
  return new AppError(
    409,
    'idempotency_in_progress',
    'The first request with this Idempotency-Key is still running. Ask again shortly.',
    { leaseEndsInSeconds: leaseSeconds },
    { headers: { 'Retry-After': '1' } },
  );
}
