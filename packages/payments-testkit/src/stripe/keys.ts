import type { WireReply, WireRequest } from '../common/frame.js';
import { StripeProblem } from './error.js';

/**
 * The first answer of each idempotency key, as Stripe keeps it: status and body of whatever began to
 * be worked, a 500 included, and not of what was refused before that.
 */
export interface KeptAnswers {
  /** The kept answer; throws 400 where the key was used for another request. */
  find(request: WireRequest): WireReply | undefined;
  keep(request: WireRequest, reply: WireReply): void;
  /** Stripe forgets keys after a day or more. */
  forget(): void;
}

/** Makes an empty store of answers. */
export function createKeptAnswers(): KeptAnswers {
  const kept = new Map<string, { readonly print: string; readonly reply: WireReply }>();
  const keyOf = ({ headers }: WireRequest) => String(headers['idempotency-key']);
  const print = ({ method, path, raw }: WireRequest) => `${method} ${path} ${raw.toString('utf8')}`;
  return {
    find(request) {
      const first = kept.get(keyOf(request));
      if (first === undefined) {
        return undefined;
      }
      if (first.print !== print(request)) {
        throw new StripeProblem(400, {
          type: 'idempotency_error',
          message: 'Keys for idempotent requests can only be used with the same parameters.',
        });
      }
      return {
        ...first.reply,
        headers: { ...first.reply.headers, 'idempotent-replayed': 'true' },
      };
    },
    keep(request, reply) {
      if (request.method === 'POST') {
        kept.set(keyOf(request), { print: print(request), reply });
      }
    },
    forget: () => kept.clear(),
  };
}
