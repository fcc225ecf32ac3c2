import { AppError } from '../foundation/app-error.js';
import { sha256Hex } from '../foundation/digests.js';
import { derivedId } from '../foundation/ids.js';
import type { Claim, IdempotencyRecords, StoredAnswer } from './idempotency-records.js';
import { problemBody } from './problem.js';

const visibleAscii = /^[\x21-\x7e]{1,255}$/;

/** Reads `Idempotency-Key`; throws 400 `idempotency_key_required` or `invalid_idempotency_key`. */
export function requireKey(header: string | readonly string[] | undefined): string {
  if (header === undefined || header === '') {
    throw new AppError(
      400,
      'idempotency_key_required',
      'Send an Idempotency-Key header: a text of your own, new for each new request.',
    );
  }
  if (typeof header !== 'string' || !visibleAscii.test(header)) {
    throw new AppError(
      400,
      'invalid_idempotency_key',
      'An Idempotency-Key has 1 to 255 visible ASCII characters.',
    );
  }
  return header;
}

/** A request as far as two must agree to be the same one. */
export interface IdempotentRequest {
  readonly organisationId: string;
  readonly operationId: string;
  readonly key: string;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** An answer, and whether it was given before. */
export interface Answered {
  readonly answer: StoredAnswer;
  readonly replayed: boolean;
}

/**
 * Runs `work` unless the same request was answered before. Definite answers are kept, refusals too;
 * after anything else (5xx, 429) the same request may be tried again, with the same stable ids.
 */
export async function once(
  records: IdempotencyRecords,
  request: IdempotentRequest,
  work: (stableId: (prefix: string) => string) => Promise<Omit<StoredAnswer, 'problem'>>,
): Promise<Answered> {
  const { organisationId, operationId, key, params, query, body } = request;
  const requestHash = sha256Hex(canonicalJson({ params, query, body }));
  const claim = await records.claim({ organisationId, operationId, key, requestHash });
  if (claim.kind === 'answered') {
    return { answer: claim.answer, replayed: true };
  }
  const seed = [organisationId, operationId, key].join('\0');
  const at = new Date(claim.record.createdAt);
  const answer = await settle(records, claim, () =>
    work((prefix) => derivedId(prefix, { seed, at })),
  );
  return { answer, replayed: false };
}

async function settle(
  records: IdempotencyRecords,
  claim: Extract<Claim, { kind: 'ours' }>,
  work: () => Promise<Omit<StoredAnswer, 'problem'>>,
): Promise<StoredAnswer> {
  try {
    const answer = { ...(await work()), problem: false };
    await records.keep(claim, answer);
    return answer;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.status < 500 && thrown.status !== 429) {
      const body = JSON.parse(JSON.stringify(problemBody(thrown, '')));
      const answer = { status: thrown.status, body, problem: true };
      await records.keep(claim, answer);
      return answer;
    }
    await records.free(claim);
    throw thrown;
  }
}

/** JSON with sorted members, so that the order in which a client writes them does not matter. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
