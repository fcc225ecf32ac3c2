import { newKey } from './call.js';
import type { Client } from './client.js';
import { createSettler, type Held, type MeteredResponse } from './settling.js';

/** How an app bills a route of its own. */
export interface MeteredOptions<Request extends object, Response extends MeteredResponse> {
  /** Holds come from this client's own wallet: an API key with the scope `charges:write`. */
  readonly client: { readonly holds: Pick<Client['holds'], 'create' | 'capture' | 'release'> };
  /** A published module whose price names a maximum. */
  readonly moduleId: string;
  /** What is held before the route runs, and taken when it went well; at most the module's price. */
  readonly price: string | ((req: Request) => string | Promise<string>);
  /** What is taken in the end, at most the price; asked when the response has been sent. */
  readonly cost?: ((req: Request, res: Response) => string) | undefined;
  /** Which organisation pays, where the client's person belongs to several. */
  readonly organisation?: string | ((req: Request) => string | undefined) | undefined;
  /** A text of yours that the receipt shows. */
  readonly reference?: ((req: Request) => string) | undefined;
  /** Longer than the route may take: 600 unless told. After it nothing is charged. */
  readonly ttlSeconds?: number | undefined;
  /** A capture or release that failed for good; the hold then ends by its time limit, uncharged. */
  readonly onError?: ((error: unknown, req: Request) => void) | undefined;
}

/** A middleware of Express. */
export interface MeteredMiddleware<Request extends object, Response extends MeteredResponse> {
  (req: Request, res: Response, next: (error?: unknown) => void): void;
  /** Resolves when what was sent so far is captured or released: before a process ends. */
  settled(): Promise<void>;
}

/**
 * Bills a route: credits are held before it runs, captured when the response finished below 400, and
 * released when it did not or the caller went away. A hold that is refused goes to `next` as a
 * `TelexCreditsError` whose `status` Express answers with, and the route does not run.
 */
export function metered<Request extends object, Response extends MeteredResponse>(
  options: MeteredOptions<Request, Response>,
): MeteredMiddleware<Request, Response> {
  const { client, cost, onError } = options;
  const settler = createSettler<Request, Response>({ holds: client.holds, onError });
  const hold = (req: Request) => holdFor(options, req);
  const middleware = settler.middleware({ hold, cost });
  return Object.assign(middleware, { settled: () => settler.settled() });
}

async function holdFor<Request extends object, Response extends MeteredResponse>(
  options: MeteredOptions<Request, Response>,
  req: Request,
): Promise<Held> {
  const { moduleId, ttlSeconds } = options;
  const price = typeof options.price === 'string' ? options.price : await options.price(req);
  const { organisation } = options;
  const organisationId = typeof organisation === 'function' ? organisation(req) : organisation;
  const reference = options.reference?.(req);
  const hold = await options.client.holds.create(
    { moduleId, credits: price, ttlSeconds, reference },
    { organisationId, idempotencyKey: newKey() },
  );
  return { id: hold.id, price, organisationId };
}
