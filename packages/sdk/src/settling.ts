import type { Client } from './client.js';

/** What billing needs of a response, as Express and `node:http` have it. */
export interface MeteredResponse {
  readonly statusCode: number;
  once(event: 'finish' | 'close', listener: () => void): unknown;
}

/** A hold that a request runs on. */
export interface Held {
  readonly id: string;
  /** What is taken when the request went well. */
  readonly price: string;
  readonly organisationId?: string | undefined;
}

/** How one route is billed. */
export interface Billing<Request, Response> {
  /** Holds the price before the route runs. */
  readonly hold: (req: Request) => Promise<Held>;
  /** What is taken in the end, at most the price; the price unless told. */
  readonly cost?: ((req: Request, res: Response) => string) | undefined;
}

type Next = (error?: unknown) => void;

/** Runs routes on holds, and ends each hold by how its response went. */
export interface Settler<Request, Response> {
  middleware(
    billing: Billing<Request, Response>,
  ): (req: Request, res: Response, next: Next) => void;
  settled(): Promise<void>;
}

/**
 * Credits are held before a route runs, captured when the response finished below 400, and released
 * when it did not or the caller went away. A hold that is refused goes to `next`.
 */
export function createSettler<Request extends object, Response extends MeteredResponse>(deps: {
  readonly holds: Pick<Client['holds'], 'capture' | 'release'>;
  readonly onError: ((error: unknown, req: Request) => void) | undefined;
}): Settler<Request, Response> {
  const { holds } = deps;
  const settling = new Set<Promise<void>>();

  async function end(hold: Held, credits: string | null): Promise<void> {
    const { id, organisationId } = hold;
    // Keys that follow from the hold: whatever is repeated is done once.
    if (credits !== null) {
      await holds.capture(id, credits, { organisationId, idempotencyKey: `capture-${id}` });
    } else {
      await holds.release(id, { organisationId, idempotencyKey: `release-${id}` });
    }
  }

  function settle(req: Request, work: () => Promise<void>): void {
    const done = work()
      .catch((error: unknown) => deps.onError?.(error, req))
      .finally(() => settling.delete(done));
    settling.add(done);
  }

  return {
    middleware: (billing) => (req, res, next) => {
      const state = { finished: false, closed: false };
      let onEnd = () => {};
      res.once('finish', () => {
        state.finished = true;
        onEnd();
      });
      res.once('close', () => {
        state.closed = true;
        onEnd();
      });
      billing.hold(req).then((hold) => {
        let ended = false;
        onEnd = () => {
          if (!ended) {
            ended = true;
            settle(req, async () => {
              const went = state.finished && res.statusCode < 400;
              await end(hold, went ? (billing.cost?.(req, res) ?? hold.price) : null);
            });
          }
        };
        // The caller may have gone away while the hold was made.
        if (state.closed) {
          onEnd();
        } else {
          next();
        }
      }, next);
    },
    async settled() {
      await Promise.all(settling);
    },
  };
}
